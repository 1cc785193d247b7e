import { localized } from "@/lib/i18n";

import {
  fieldsByCode,
  isFilledByServer,
  type FieldDefinition,
  type FormDefinition,
  type ObjectTypeDefinition,
} from "../model/definition";
import { withRollups } from "../model/rollups";
import { isEmpty } from "../model/values";
import { Field } from "./Field";
import { FormSceneProvider, levelOf, type FormScene } from "./form-context";
import styles from "./form.module.css";

interface RecordFormProps extends Omit<FormScene, "ledgers" | "inWords"> {
  definition: ObjectTypeDefinition;
  /** Code of the form; the first one of the definition unless told. */
  form?: string | undefined;
  /** In a draft, what others will fill in later is not shown as long as it is empty. */
  sparse?: boolean;
}

/** A form as its definition describes it: sections of one to three columns; hidden fields leave no gap. */
export function RecordForm({ definition, form, sparse = false, ...given }: RecordFormProps) {
  const values = given.editable ? withRollups(definition.fields, given.values) : given.values;
  const scene: FormScene = {
    ...given,
    values,
    ledgers: definition.ledgers ?? [],
    inWords: Boolean(definition.process),
  };
  const isBlank = (field: FieldDefinition): boolean =>
    isEmpty(values[field.code]) &&
    given.marks?.of(field.code) == null &&
    !(scene.editable && levelOf(scene.rights, field.code) === "edit" && !isFilledByServer(field));
  const chosen = definition.forms.find(({ code }) => code === form) ?? definition.forms[0] ?? plainForm(definition);
  const fields = fieldsByCode(definition.fields);
  return (
    <FormSceneProvider value={scene}>
      <div className={styles.form}>
        {chosen.sections.map((section, index) => {
          const shown = section.fields
            .map((code) => fields.get(code))
            .filter((field): field is FieldDefinition => field !== undefined)
            .filter((field) => levelOf(scene.rights, field.code) !== "hidden")
            .filter((field) => !sparse || !isBlank(field));
          // A section that nobody has filled in and that I cannot fill in says nothing.
          if (shown.every(isBlank)) return null;
          const title = localized(section.title);
          const [first] = shown;
          // A section of one field of the same name needs its name once.
          const sole = shown.length === 1 && first !== undefined && localized(first.title) === title;
          return (
            <section key={index} className={styles.section} aria-label={title || undefined}>
              {title !== "" && !sole && <h2 className={styles.sectionTitle}>{title}</h2>}
              <div className={styles.grid} data-columns={section.columns ?? 2}>
                {shown.map((field) => (
                  <div key={field.code} className={isWide(field) ? styles.wide : undefined}>
                    <Field field={field} sole={sole} />
                  </div>
                ))}
              </div>
            </section>
          );
        })}
      </div>
    </FormSceneProvider>
  );
}

function isWide(field: FieldDefinition): boolean {
  return field.type === "line_items" || field.type === "long_text" || field.type === "attachment";
}

/** A definition without a form still shows all its fields. */
function plainForm(definition: ObjectTypeDefinition): FormDefinition {
  return { code: "plain", sections: [{ columns: 2, fields: definition.fields.map(({ code }) => code) }] };
}
