import { Button, Drawer, Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useIsPhone } from "@/lib/use-media";

interface VerbWindowProps {
  title: string;
  okText: string;
  busy: boolean;
  danger: boolean;
  onOk: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Where a verb asks before it acts: a window on the desktop, a sheet from below on the phone. */
export function VerbWindow({ title, okText, busy, danger, onOk, onCancel, children }: VerbWindowProps) {
  const { t } = useTranslation();
  if (useIsPhone()) {
    return (
      <Drawer
        open
        placement="bottom"
        size="auto"
        title={title}
        onClose={onCancel}
        footer={
          <Button type="primary" size="large" block danger={danger} loading={busy} onClick={onOk}>
            {okText}
          </Button>
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
      okButtonProps={{ danger, loading: busy }}
      onOk={onOk}
      onCancel={onCancel}
    >
      {children}
    </Modal>
  );
}
