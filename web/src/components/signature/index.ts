export { SignatureImage } from "./SignatureImage";
export { SignaturePad } from "./SignaturePad";
