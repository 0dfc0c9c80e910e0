/** Words of the picker of people and groups. */
export const pickerWords = {
  en: {
    hint: "Name of a person or group",
    remove: "Remove {name}",
    "group.one": "Group · {count} person",
    "group.other": "Group · {count} people",
    "found.one": "{count} found",
    "found.other": "{count} found",
    nobody: "Nobody found",
    failed: "The directory cannot be searched now.",
  },
  de: {
    hint: "Name einer Person oder Gruppe",
    remove: "{name} entfernen",
    "group.one": "Gruppe · {count} Person",
    "group.other": "Gruppe · {count} Personen",
    "found.one": "{count} gefunden",
    "found.other": "{count} gefunden",
    nobody: "Niemand gefunden",
    failed: "Das Verzeichnis kann gerade nicht durchsucht werden.",
  },
} as const;
