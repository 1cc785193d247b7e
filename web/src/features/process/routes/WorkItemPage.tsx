export function WorkItemPage() {
  return null;
}
