import { DownOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { assignmentLabel, useChangeAssignment, useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import styles from "./shell.module.css";

/** Which of my posts I act in; a plain text when there is only one. */
export function AssignmentSwitch() {
  const { t } = useTranslation("shell");
  const session = useSession();
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const change = useChangeAssignment();
  const acting = session.assignments.find((one) => one.id === session.acting_assignment_id) ?? session.assignments[0];
  if (acting === undefined) return null;
  if (session.assignments.length === 1) {
    return (
      <span className={styles.acting} title={assignmentLabel(acting)}>
        {acting.post}
      </span>
    );
  }
  const items = session.assignments.map((one) => ({
    key: one.id,
    label: `${assignmentLabel(one)} (${t(`assignment.${one.kind === "concurrent" || one.kind === "acting" ? one.kind : "primary"}`)})`,
  }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectedKeys: [acting.id],
        onClick: ({ key }) =>
          change.mutate(key, { onSuccess: () => void message.success(t("assignment.changed")), onError: showProblem }),
      }}
    >
      <Button
        type="text"
        loading={change.isPending}
        aria-haspopup="menu"
        title={t("assignment.switch", { name: assignmentLabel(acting) })}
      >
        <span className={styles.acting}>{acting.post}</span> <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
}
