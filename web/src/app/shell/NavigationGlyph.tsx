import {
  ApartmentOutlined,
  AuditOutlined,
  BellOutlined,
  BranchesOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  EyeOutlined,
  FileTextOutlined,
  FormOutlined,
  HomeOutlined,
  InboxOutlined,
  PlusOutlined,
  SendOutlined,
  SettingOutlined,
  UserOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

import type { NavigationIcon } from "./navigation";

const ICONS: Record<NavigationIcon, ComponentType> = {
  home: HomeOutlined,
  todo: InboxOutlined,
  done: CheckSquareOutlined,
  read: EyeOutlined,
  sent: SendOutlined,
  drafts: FormOutlined,
  record: FileTextOutlined,
  organization: ApartmentOutlined,
  jobs: ClockCircleOutlined,
  messages: BellOutlined,
  settings: SettingOutlined,
  audit: AuditOutlined,
  processes: BranchesOutlined,
  incidents: WarningOutlined,
  start: PlusOutlined,
  me: UserOutlined,
};

export function NavigationGlyph({ icon }: { icon: NavigationIcon }) {
  const Icon = ICONS[icon];
  return (
    <span aria-hidden>
      <Icon />
    </span>
  );
}
