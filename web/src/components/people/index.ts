export { positionOf, useOfferedPeople, usePeople, type PersonCard } from "./people";
export { PeoplePicker, type PeoplePickerProps } from "./PeoplePicker";
export { PersonTag } from "./PersonTag";
