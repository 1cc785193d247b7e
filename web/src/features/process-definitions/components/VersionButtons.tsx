import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import { useProblemMessage } from "@/lib/use-problem-message";

import { publishVersion, retireVersion, useDefinitionChange, type Version } from "../api/definitions";
import styles from "./definitions.module.css";

interface VersionButtonsProps {
  code: string;
  version: Version;
  /** Whether there is another version that instances could move to. */
  several: boolean;
}

/** What can be done with a version: publish, retire, move its instances. */
export function VersionButtons({ code, version, several }: VersionButtonsProps) {
  const { t } = useTranslation("process-definitions");
  const { message, modal } = App.useApp();
  const showProblem = useProblemMessage();
  const publish = useDefinitionChange(publishVersion);
  const retire = useDefinitionChange(retireVersion);
  const number = version.version;

  const ask = (what: "publish" | "retire", change: typeof publish): void => {
    void modal.confirm({
      title: t(`${what}.title`, { number }),
      content: t(`${what}.text`),
      okText: t(`${what}.button`),
      onOk: () =>
        change
          .mutateAsync(version.id)
          // Not the message itself: the window would wait until that goes away.
          .then(() => void message.success(t(`${what}.done`, { number })), showProblem),
    });
  };

  return (
    <div className={styles.row}>
      {version.status !== "published" && (
        <Button size="small" loading={publish.isPending} onClick={() => ask("publish", publish)}>
          {t("publish.button")}
        </Button>
      )}
      {version.status === "published" && (
        <Button size="small" loading={retire.isPending} onClick={() => ask("retire", retire)}>
          {t("retire.button")}
        </Button>
      )}
      {version.status !== "draft" && several && version.running > 0 && (
        <LinkButton
          size="small"
          to="/process-definitions/$code/migrate"
          params={{ code }}
          search={{ from: version.id }}
        >
          {t("migrate.button")}
        </LinkButton>
      )}
    </div>
  );
}
