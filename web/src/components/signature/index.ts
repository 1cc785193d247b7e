export { SignatureChoice } from "./SignatureChoice";
export { SignatureImage } from "./SignatureImage";
export { SignaturePad } from "./SignaturePad";
