import { TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useClearing } from "@/lib/use-clearing";

import { fetchChildNodes, useRootNodes, type OrgNode } from "../../api/org-nodes";
import { asReference } from "../../model/values";
import { controlAttributes, type ControlProps } from "./types";

interface TreeEntry {
  id: string;
  pId: string | null;
  value: string;
  title: string;
  isLeaf: boolean;
}

function entry(node: OrgNode, parent: string | null): TreeEntry {
  return { id: node.id, pId: parent, value: node.id, title: node.name, isLeaf: node.has_children === false };
}

/** Chooses a unit or department in the tree, which is loaded branch by branch. */
export function NodeControl(props: ControlProps) {
  const { value, onChange } = props;
  const { t } = useTranslation("records");
  const clearing = useClearing();
  const [open, setOpen] = useState(false);
  const [branches, setBranches] = useState<TreeEntry[]>([]);
  const roots = useRootNodes(open);
  const current = asReference(value);
  const entries = [...(roots.data ?? []).map((node) => entry(node, null)), ...branches];
  if (current && !entries.some((one) => one.value === current.id)) {
    entries.push({ id: current.id, pId: null, value: current.id, title: current.title, isLeaf: true });
  }

  const expand = async (parent: string): Promise<void> => {
    if (branches.some((one) => one.pId === parent)) return;
    const children = await fetchChildNodes(parent);
    setBranches((known) => [...known, ...children.map((node) => entry(node, parent))]);
  };

  return (
    <TreeSelect<string>
      {...controlAttributes(props)}
      style={{ width: "100%" }}
      allowClear={clearing}
      treeDataSimpleMode
      treeData={entries}
      showSearch={{ treeNodeFilterProp: "title" }}
      placeholder={t("lookup.placeholder")}
      popupMatchSelectWidth={false}
      value={current?.id}
      onOpenChange={setOpen}
      loadData={(node) => expand(String(node.value))}
      onChange={(chosen) => {
        const found = entries.find((one) => one.value === chosen);
        onChange(found ? { id: found.value, title: found.title } : null);
      }}
    />
  );
}
