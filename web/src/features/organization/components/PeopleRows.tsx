import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { PersonTag, positionOf, type PersonCard } from "@/components/people";
import { useIsNarrow, useIsPhone } from "@/lib/use-media";

import styles from "./organization.module.css";
import { PersonDetails } from "./PersonDetails";

/** People as rows or cards; one of them opens with all posts and ways to reach the person. */
export function PeopleRows({ people }: { people: readonly PersonCard[] }) {
  const { t } = useTranslation("organization");
  const phone = useIsPhone();
  const [open, setOpen] = useState<PersonCard | null>(null);
  const columns = useColumns(setOpen);
  return (
    <>
      {phone ? (
        <PeopleCards people={people} onOpen={setOpen} />
      ) : (
        <DenseTable
          caption={t("members")}
          columns={columns}
          rows={people}
          rowKey={(person) => person.id}
          onOpen={setOpen}
        />
      )}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open?.name}
        size={phone ? "100%" : 420}
        destroyOnHidden
      >
        {open !== null && <PersonDetails id={open.id} />}
      </Drawer>
    </>
  );
}

function useColumns(onOpen: (person: PersonCard) => void): Column<PersonCard>[] {
  const { t } = useTranslation("organization");
  const narrow = useIsNarrow();
  const columns: (Column<PersonCard> | false)[] = [
    {
      key: "name",
      title: t("columns.name"),
      width: 130,
      render: (person) => (
        <button type="button" className={styles.personButton} onClick={() => onOpen(person)}>
          <PersonTag person={{ id: person.id, name: person.name }} />
        </button>
      ),
    },
    !narrow && { key: "number", title: t("columns.number"), width: 110, render: (person) => person.number },
    { key: "post", title: t("columns.post"), width: narrow ? "30%" : "22%", render: (person) => person.post_name },
    {
      key: "node",
      title: t("columns.node"),
      width: narrow ? "30%" : "22%",
      render: (person) => <span title={person.node_name}>{person.node_name}</span>,
    },
    {
      key: "unit",
      title: t("columns.unit"),
      render: (person) => <span title={person.unit_name}>{person.unit_name}</span>,
    },
  ];
  return columns.filter((column) => column !== false);
}

function PeopleCards({ people, onOpen }: { people: readonly PersonCard[]; onOpen: (person: PersonCard) => void }) {
  return (
    <ul className={styles.cards}>
      {people.map((person) => (
        <li key={person.id}>
          <button type="button" className={styles.cardButton} onClick={() => onOpen(person)}>
            <PersonTag person={{ id: person.id, name: person.name }} />
            <span className="x-muted">{positionOf(person)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
