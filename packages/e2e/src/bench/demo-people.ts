// Made-up people of a made-up company, the same for the same seed. Nobody of them exists.
import type { PersonImport } from "@livename/server/internal";
import { seeded } from "./figures.ts";

const GIVEN =
  `Ada Adam Agnes Aino Albert Alexandra Alice Amélie Amy Ana Anders André Anna Annika Anne-Marie Antonio Ayşe Bao
Barbara Bartosz Beatrice Ben Björn Bogdan Boris Britta Bruno Camille Carla Carlos Catherine Céline Chandra Chen Chloé
Christian Clara Conor Cristina Dagmar Dalia Daniel David Diego Dieter Dmitri Dorota Duc Edith Eduardo Elena Elif Emil Emma
Erik Esther Eva Fatima Felix Fiona Florian Françoise Frank Gabriel Gerda Giorgos Giulia Grace Gustav Hana Hans Harald
Heidi Helena Henrik Hiroshi Hugo Ian Ibrahim Ida Ingrid Irina Isabel Ivan Jakub James Jana Jean Jelena Jiří João Johan
John Jonas José Judith Julia Jürgen Kai Karin Karl Katarzyna Kenji Khalid Kim Klara Kofi Krzysztof Lars Laura Léa Lena
Leo Li Lin Linda Łukasz Lucía Ludwig Luis Magda Maja Manuel Marc Margarethe Maria Marie Marko Markus Martin Mary Mateusz
Max Maya Mehmet Mia Michael Michał Miguel Mikael Milan Mohammed Mónica Nadia Natalia Nicolas Nikos Nina Noah Nora Olaf
Olga Oliver Olivia Oskar Otto Pablo Paul Paula Pavel Pedro Peter Petra Philip Pia Pierre Piotr Rachel Rafael Rajesh Ralf
Ravi Rebecca René Ricardo Rita Robert Roberto Rosa Ruth Samir Samuel Sandra Sara Sebastian Simon Sofia Søren Stefan
Susanne Sven Tamara Tanja Thomas Tiago Tim Tomáš Ulrike Ursula Uwe Valentina Vera Viktor Vincent Walter Wei Werner
Wolfgang Xavier Yan Yasmin Yuki Yusuf Yvonne Zainab Zofia Zoltán Дмитрий Елена Сергей Γιώργος Μαρία`
    .split(/\s+/)
    .filter(Boolean);

const ROOTS =
  "Al An Bar Ber Bran Bren Car Chan Cor Cur Dal Den Dor Dun El Er Fal Fer Fran Gar Gol Grün Hal Hart Hen Hol Ir Jan Jen Kal Kel Kö Kra Lan Lind Mar Mc Mei Mül Nor Ol Os Par Pet Quin Ram Rich Rø Sal Schä Sing Sor Sto Tan Tor Ul Van Var Wal Wei Whit Wój Yam Zan Zim".split(
    " ",
  );
const MIDDLES = "a be ca de en er ga in ka la ma na o ra ri ro sen ta ti u va".split(" ");
const ENDS =
  "berg bert burn by cik dal der dez dorf er feld ford gård gren haus hof kov land ler ley lund man mann moto nen ner ng ni okhin pen quist rie rin rup sen ski son stein ston ström ter ton vić well witz wood yan zato ß".split(
    " ",
  );
const DEPARTMENTS = ["Sales", "Marketing", "Finance", "Research", "Production", "Purchasing", "Legal", "Personnel"];
const PLACES = ["Berlin", "Paris", "Madrid", "Boston", "Tokyo", "Seoul", "Milan", "Leeds", "Oslo", "Kraków"];
const ZONES = ["Europe/Berlin", "Europe/Paris", "Europe/Madrid", "America/New_York", "Asia/Tokyo"];
const RANKS = ["Junior", "Senior", "Chief", "Assistant", "Deputy"];
const TRADES = ["Engineer", "Accountant", "Analyst", "Buyer", "Designer", "Consultant", "Clerk", "Physicist", "Editor"];

/** @param count of people, of whom every ninth or so leads the others. */
export function demoPeople(count: number, seed: number): PersonImport[] {
  const random = seeded(seed);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const given = one(GIVEN);
    const family = `${one(ROOTS)}${random() < 0.6 ? one(MIDDLES) : ""}${one(ENDS)}`;
    const place = one(PLACES);
    return {
      addresses: [`demo${i}@demo.example`, ...(random() < 0.3 ? [`d.${i}@demo.example`] : [])],
      name: random() < 0.05 ? `Dr. ${given} ${family}` : `${given} ${family}`,
      title: `${one(RANKS)} ${one(TRADES)}`,
      department: `${one(DEPARTMENTS)} ${place}`,
      phone: `+49 555 ${String(1_000_000 + i)}`,
      location: place,
      timeZone: one(ZONES),
      photo: "",
      manager: i === 0 ? "" : `demo${Math.floor((i - 1) / 9)}@demo.example`,
    };
  });
}
