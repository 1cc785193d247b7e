import { CaretDownOutlined, CaretRightOutlined, ReloadOutlined } from "@ant-design/icons";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { formatCount } from "@/lib/format";

import { useNodes, type OrgNode } from "../api/nodes";
import styles from "./organization.module.css";

interface OrgTreeProps {
  selected: string | undefined;
  onSelect: (node: OrgNode) => void;
}

/** The organisation as a tree whose branches are fetched when they are opened. */
export function OrgTree({ selected, onSelect }: OrgTreeProps) {
  const { t } = useTranslation("organization");
  const { data, error, refetch } = useNodes(null);
  if (data === undefined)
    return error === null ? <ListSkeleton rows={10} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <ul role="tree" aria-label={t("tree")} className={styles.tree} onKeyDown={moveFocus}>
      {data.map((node, index) => (
        <TreeNode
          key={node.id}
          node={node}
          level={1}
          first={index === 0}
          selected={selected}
          onSelect={onSelect}
          initiallyOpen={data.length === 1}
        />
      ))}
    </ul>
  );
}

interface TreeNodeProps extends OrgTreeProps {
  node: OrgNode;
  level: number;
  first: boolean;
  initiallyOpen: boolean;
}

function TreeNode({ node, level, first, initiallyOpen, selected, onSelect }: TreeNodeProps) {
  const [open, setOpen] = useState(initiallyOpen);
  const below = useNodes(node.id, open);
  const hasBelow = node.children > 0;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowRight" && hasBelow && !open) setOpen(true);
    else if (event.key === "ArrowLeft" && open) setOpen(false);
    else if (event.key === "Enter" || event.key === " ") onSelect(node);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <li role="none">
      <div
        role="treeitem"
        aria-level={level}
        aria-expanded={hasBelow ? open : undefined}
        aria-selected={node.id === selected}
        aria-busy={open && below.isPending}
        tabIndex={node.id === selected || (selected === undefined && first && level === 1) ? 0 : -1}
        className={styles.node}
        style={{ paddingInlineStart: indent(level) }}
        onClick={() => onSelect(node)}
        onKeyDown={onKeyDown}
      >
        <span
          className={styles.caret}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            setOpen(!open);
          }}
        >
          {hasBelow && (open ? <CaretDownOutlined /> : <CaretRightOutlined />)}
        </span>
        <span
          className={node.kind === "department" || node.kind === "team" ? styles.name : styles.unitName}
          title={node.name}
        >
          {node.name}
        </span>
        <span className={styles.nodeCount}>{formatCount(node.people)}</span>
      </div>
      {open && below.data !== undefined && (
        <ul role="group" className={styles.branch}>
          {below.data.map((child) => (
            <TreeNode
              key={child.id}
              node={child}
              level={level + 1}
              first={false}
              selected={selected}
              onSelect={onSelect}
              initiallyOpen={false}
            />
          ))}
        </ul>
      )}
      {open && below.isLoadingError && (
        <ul role="group" className={styles.branch}>
          <FailedBranch level={level + 1} error={below.error} onRetry={() => void below.refetch()} />
        </ul>
      )}
      {open && below.isPending && (
        // Only tree items may stand in a tree: the one above says that it is busy.
        <div aria-hidden>
          <ListSkeleton rows={2} />
        </div>
      )}
    </li>
  );
}

/** A branch that did not come. Only tree items may stand in a tree, so it is one, which tries again. */
function FailedBranch({ level, error, onRetry }: { level: number; error: Error; onRetry: () => void }) {
  const { t } = useTranslation("organization");
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    onRetry();
  };
  return (
    <li role="none">
      <div
        role="treeitem"
        aria-level={level}
        aria-selected={false}
        tabIndex={-1}
        className={`${styles.node} ${styles.failed}`}
        style={{ paddingInlineStart: indent(level) }}
        title={error.message}
        onClick={onRetry}
        onKeyDown={onKeyDown}
      >
        <ReloadOutlined aria-hidden className={styles.caret} />
        {t("branchFailed")}
      </div>
    </li>
  );
}

const indent = (level: number): number => 6 + (level - 1) * 18;

/** Up and down go through what is visible, as in every tree. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const next = items[items.indexOf(document.activeElement as HTMLElement) + step];
  next?.focus();
  event.preventDefault();
}
