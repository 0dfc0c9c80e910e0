import type { Headings } from "../../../file/csv-rows.ts";

export type Column =
  | "address"
  | "name"
  | "others"
  | "proxies"
  | "signInName"
  | "givenName"
  | "middleName"
  | "familyName"
  | "title"
  | "department"
  | "phone"
  | "location"
  | "timeZone"
  | "photo"
  | "manager"
  | "dn"
  | "objectClass"
  | "addressBook";

/**
 * As people and the usual exports name them: Active Directory (csvde, PowerShell, Entra), Google (people and contacts),
 * Outlook and Thunderbird in English and German.
 */
export const COLUMNS: Headings<Column> = {
  address: [
    ...["address", "e-mail", "e-mail address", "mail", "primary e-mail", "primary SMTP address", "E-mail 1 - Value"],
    ...["work e-mail", "E-Mail-Adresse", "Primäre E-Mail-Adresse"],
  ],
  name: ["name", "display name", "full name", "common name", "cn", "Anzeigename", "Vollständiger Name"],
  others: [
    ...["other addresses", "aliases", "secondary e-mail", "other mails", "alternate email address"],
    ...["E-mail 2 - Value", "E-mail 3 - Value", "E-mail 4 - Value", "E-mail 2 address", "E-mail 3 address"],
    ...["E-Mail 2: Adresse", "E-Mail 3: Adresse", "Sekundäre E-Mail-Adresse", "Zweite E-Mail-Adresse"],
  ],
  proxies: ["proxyAddresses", "emailAddresses"],
  signInName: ["UserPrincipalName", "UPN"],
  givenName: ["given name", "first name", "forename", "Vorname"],
  middleName: ["middle name", "additional name", "Weitere Vornamen"],
  familyName: ["family name", "last name", "surname", "sn", "Nachname", "Familienname"],
  title: [
    ...["job title", "title", "position", "employee title", "organization title", "Organization 1 - Title"],
    ...["Stellenbezeichnung", "Berufsbezeichnung"],
  ],
  department: ["department", "Abteilung", "organization department", "Organization 1 - Department"],
  phone: [
    ...["phone", "telephone", "telephone number", "phone number", "business phone", "work phone", "office phone"],
    ...[
      "Telefon geschäftlich",
      "Tel. dienstlich",
      "Telefon",
      "Phone 1 - Value",
      "mobile phone",
      "mobile",
      "Mobiltelefon",
    ],
  ],
  location: [
    "location",
    "office",
    "office location",
    "physicalDeliveryOfficeName",
    "Büro",
    "Standort",
    "city",
    "l",
    "Ort",
  ],
  timeZone: ["time zone", "Zeitzone"],
  photo: ["photo"],
  manager: ["manager", "manager address", "manager e-mail", "Vorgesetzter"],
  dn: ["DN", "distinguishedName"],
  objectClass: ["objectClass"],
  // Columns that only Google's, Outlook's and Thunderbird's exports of address books have.
  addressBook: [
    ...["E-mail 1 - Label", "E-mail 1 - Type", "E-mail Type", "E-Mail-Typ"],
    ...["Screen Name", "Messenger-Name", "Chat Name"],
  ],
};
