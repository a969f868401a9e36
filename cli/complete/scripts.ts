const BASH = `# netops completion for bash: source <(netops completion bash)
_netops() {
  local word
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    COMPREPLY+=("$word")
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _netops netops ./netops
`;

const ZSH = `#compdef netops
# netops completion for zsh: netops completion zsh > ~/.zfunc/_netops, with ~/.zfunc in fpath
_netops() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe netops candidates
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _netops ]]; then
  _netops "$@"
else
  compdef _netops netops
fi
`;

const FISH = `# netops completion for fish: netops completion fish | source
function __netops_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c netops -f -a '(__netops_complete)'
`;

/** The completion script of a shell; it asks `netops complete` and holds no names itself. */
export function completionScript(shell: "bash" | "zsh" | "fish"): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
