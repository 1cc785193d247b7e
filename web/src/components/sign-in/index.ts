export { SignInForm } from "./SignInForm";
