export function RecordNewPage() {
  return null;
}
