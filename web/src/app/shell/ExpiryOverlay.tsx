import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { PageSkeleton } from "@/components/layout";
import { isSessionExpired, renewSession, subscribeToExpiry } from "@/lib/client";
import { sessionQuery, useSession, type Session } from "@/lib/session";

const SignInForm = lazy(() => import("@/components/sign-in").then((module) => ({ default: module.SignInForm })));

/** Asks to sign in again over the open page; what was typed stays, and the waiting request then goes on. */
export function ExpiryOverlay() {
  const { t } = useTranslation("shell");
  const client = useQueryClient();
  const session = useSession();
  const expired = useSyncExternalStore(subscribeToExpiry, isSessionExpired);

  const signedIn = (renewed: Session): void => {
    if (renewed.account?.id !== session.account?.id) {
      // Someone else sits here now: nothing of the former user may be sent or shown.
      window.location.assign("/");
      return;
    }
    client.setQueryData(sessionQuery.queryKey, renewed);
    renewSession();
  };

  return (
    <Modal
      open={expired}
      title={t("expiry.title")}
      footer={null}
      closable={false}
      keyboard={false}
      width={400}
      centered
    >
      <p>{t("expiry.text")}</p>
      <Suspense fallback={<PageSkeleton />}>
        {expired && <SignInForm login={session.account?.login} onSignedIn={signedIn} />}
      </Suspense>
    </Modal>
  );
}
