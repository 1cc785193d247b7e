import { useTranslation } from "react-i18next";

import styles from "./signature.module.css";

/** A signature as it was put under a decision; the server authorises every look at it. */
export function SignatureImage({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  return <img src={`/api/v1/attachments/${id}`} alt={t("signature.of", { name })} className={styles.image} />;
}
