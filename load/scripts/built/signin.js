// deno-fmt-ignore-file
// deno-lint-ignore-file
import{a,b as e,c as o,d as s}from"./session.js";export{o as default,s as handleSummary,a as options,e as setup};
