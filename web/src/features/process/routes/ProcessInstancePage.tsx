export function ProcessInstancePage() {
  return null;
}
