import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import type { ProblemError } from "@/lib/client";

interface GoneStateProps {
  problem: ProblemError;
  nextId: string | null;
  onNext: () => void;
  onStay: () => void;
}

/** Somebody acted first: who, how and when in the server's sentence, and the way on. What was typed is kept. */
export function GoneState({ problem, nextId, onNext, onStay }: GoneStateProps) {
  const { t } = useTranslation("process");
  return (
    <div role="alert">
      <Result
        status="info"
        title={t("gone.title")}
        subTitle={problem.message}
        extra={[
          nextId !== null && (
            <Button key="next" type="primary" onClick={onNext}>
              {t("gone.next")}
            </Button>
          ),
          <LinkButton key="list" to="/work-items" search={{ box: "todo" }}>
            {t("gone.list")}
          </LinkButton>,
          <Button key="stay" type="link" onClick={onStay}>
            {t("gone.stay")}
          </Button>,
        ]}
      />
    </div>
  );
}
