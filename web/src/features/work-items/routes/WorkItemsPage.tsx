export function WorkItemsPage() {
  return null;
}
