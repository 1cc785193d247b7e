import { localized } from "@/lib/i18n";

import { fieldsByCode, type FieldDefinition, type FormDefinition, type ObjectTypeDefinition } from "../model/definition";
import { Field } from "./Field";
import { FormSceneProvider, levelOf, type FormScene } from "./form-context";
import styles from "./form.module.css";

interface RecordFormProps extends FormScene {
  definition: ObjectTypeDefinition;
  /** Code of the form; the first one of the definition unless told. */
  form?: string | undefined;
}

/** A form as its definition describes it: sections of one to three columns; hidden fields leave no gap. */
export function RecordForm({ definition, form, ...scene }: RecordFormProps) {
  const chosen = definition.forms.find(({ code }) => code === form) ?? definition.forms[0] ?? plainForm(definition);
  const fields = fieldsByCode(definition.fields);
  return (
    <FormSceneProvider value={scene}>
      <div className={styles.form}>
        {chosen.sections.map((section, index) => {
          const shown = section.fields
            .map((code) => fields.get(code))
            .filter((field): field is FieldDefinition => field !== undefined)
            .filter((field) => levelOf(scene.rights, field.code) !== "hidden");
          if (shown.length === 0) return null;
          const title = localized(section.title);
          return (
            <section key={index} className={styles.section} aria-label={title || undefined}>
              {title !== "" && <h2 className={styles.sectionTitle}>{title}</h2>}
              <div className={styles.grid} data-columns={section.columns ?? 2}>
                {shown.map((field) => (
                  <div key={field.code} className={isWide(field) ? styles.wide : undefined}>
                    <Field field={field} />
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
