/** The header that a conductor's changes carry: fleet refuses a lower one than it has seen. */
export const FENCE_HEADER = "x-netops-fence";
