/** Copies a text; also on pages served by plain http, where browsers hide the clipboard API. True on success. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  // Deprecated, and the only way without a secure context.
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
