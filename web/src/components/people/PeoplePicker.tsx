import { useIsPhone } from "@/lib/use-media";

import type { PersonCard } from "./people";
import { PhonePicker } from "./PhonePicker";
import { SelectPicker } from "./SelectPicker";

export interface PeoplePickerProps {
  value: readonly PersonCard[];
  onChange: (people: PersonCard[]) => void;
  /** One person unless told; with one, choosing another replaces the first. */
  multiple?: boolean;
  /** Who is not among those to choose from, such as oneself. */
  without?: string | undefined;
  label: string;
  id?: string;
  placeholder?: string;
  disabled?: boolean;
  status?: "error";
}

/** Chooses people by name, pinyin, initials or number: a searching select, on the phone a full-screen list. */
export function PeoplePicker(props: PeoplePickerProps) {
  return useIsPhone() ? <PhonePicker {...props} /> : <SelectPicker {...props} />;
}
