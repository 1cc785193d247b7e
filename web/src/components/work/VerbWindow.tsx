import { Button, Drawer, Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useIsPhone } from "@/lib/use-media";

interface VerbWindowProps {
  title: string;
  /** Without it the window has no button of its own. */
  okText?: string;
  busy?: boolean;
  danger?: boolean;
  onOk?: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Where something is asked: a window on the desktop, a sheet from below on the phone. */
export function VerbWindow({ title, okText, busy = false, danger = false, onOk, onCancel, children }: VerbWindowProps) {
  const { t } = useTranslation();
  if (useIsPhone()) {
    return (
      <Drawer
        open
        placement="bottom"
        size="auto"
        rootClassName="x-sheet"
        title={title}
        onClose={onCancel}
        footer={
          okText !== undefined && (
            <Button type="primary" size="large" block danger={danger} loading={busy} onClick={onOk}>
              {okText}
            </Button>
          )
        }
      >
        {children}
      </Drawer>
    );
  }
  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t("actions.cancel")}
      footer={okText === undefined ? null : undefined}
      okButtonProps={{ danger, loading: busy }}
      onOk={onOk}
      onCancel={onCancel}
    >
      {children}
    </Modal>
  );
}
