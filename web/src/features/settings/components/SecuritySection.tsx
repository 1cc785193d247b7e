import { PasswordPanel } from "./PasswordPanel";
import { TotpPanel } from "./TotpPanel";

export function SecuritySection() {
  return (
    <>
      <PasswordPanel />
      <TotpPanel />
    </>
  );
}
