import { moment, some, type Kit } from "../kit.ts";
import { ISSUERS, type Issuer, type Person } from "../people.ts";
import type { Made } from "../truth.ts";
import { csv, digits, json, known, right, text, told, wrong, type Native } from "./native.ts";

const PLAIN: Issuer = ISSUERS[0] ?? digits(8, "4");

function netflixAccount(kit: Kit, owner: Person): Made {
  const columns = ["First Name", "Last Name", "Email Address", "Phone Number", "Membership Status"];
  const whose = owner === kit.subject ? "own" : "stray";
  return csv(
    "ACCOUNT/AccountDetails.csv",
    columns,
    [[owner.name, "", owner.email, owner.phone, "CURRENT_MEMBER"]],
    [{ unit: "record", count: 1, whose }],
  );
}

function netflixViewing(kit: Kit, listed: boolean): Made {
  kit.told.people.add("Anna2");
  if (listed) kit.told.people.add("Kids1");
  const columns = [
    "Profile Name",
    "Start Time",
    "Duration",
    "Attributes",
    "Title",
    "Supplemental Video Type",
    "Device Type",
    "Bookmark",
    "Latest Bookmark",
    "Country",
  ];
  const rows = some(kit, 4, 12).map((index) => [
    index % 2 === 0 ? "Anna2" : "Kids1",
    moment(kit.random).replace("T", " ").replace("Z", ""),
    "00:42:00",
    "",
    'Ein Film: "Staffel 1", Folge 3',
    "",
    "Samsung TV",
    "00:42:00",
    "00:42:00",
    "DE (Germany)",
  ]);
  const mine = Math.ceil(rows.length / 2);
  return csv("CONTENT_INTERACTION/ViewingActivity.csv", columns, rows, [
    ...known(mine, "own"),
    ...known(rows.length - mine, listed ? "own" : "unattributed"),
  ]);
}

function netflixBills(kit: Kit): Made {
  const rows = some(kit).map(() => [moment(kit.random).slice(0, 10), "SUBSCRIPTION", "CC", "13.99", "EUR"]);
  return csv(
    "PAYMENT_AND_BILLING/BillingHistory.csv",
    ["Transaction Date", "Description", "Payment Type", "Gross Sale Amt", "Currency"],
    rows,
    known(rows.length, "own"),
  );
}

const netflixGood = (kit: Kit): readonly Made[] => [
  netflixAccount(kit, kit.subject),
  netflixViewing(kit, true),
  netflixBills(kit),
];

export const netflix: Native = {
  name: "netflix",
  layout: { builtin: "netflix" },
  issuer: PLAIN,
  good: netflixGood,
  variants: [
    right("netflix", "M5", "profiles of the family", netflixGood),
    wrong("netflix", "M5", "a profile that is not listed", (kit) => [
      netflixAccount(kit, kit.subject),
      netflixViewing(kit, false),
      netflixBills(kit),
    ]),
    wrong("netflix", "M10", "somebody else's account", (kit) =>
      [netflixAccount(kit, kit.strangers[0]), netflixBills(kit)].map((made, index) =>
        index === 0 ? made : { ...made, truth: known(made.truth[0]?.count ?? 0, "unattributed") },
      ),
    ),
  ],
};

const FHIR: Issuer = ISSUERS.find(({ name }) => name === "uuid") ?? PLAIN;

function fhirLines(kit: Kit, type: string, patient: Person, many = kit.random.whole(2, 6)): Made {
  const field = type === "AllergyIntolerance" || type === "FamilyMemberHistory" ? "patient" : "subject";
  const lines = some(kit, many, many).map((index) =>
    JSON.stringify({
      resourceType: type,
      id: `${type.toLowerCase()}-${index}`,
      [field]: { reference: `Patient/${patient.account}` },
      ...(type === "FamilyMemberHistory" ? { name: kit.member.name, relationship: { text: "mother" } } : {}),
      ...(type === "Observation"
        ? { performer: [{ reference: "Practitioner/17" }], effectiveDateTime: moment(kit.random) }
        : {}),
    }),
  );
  return text(
    `${type}.ndjson`,
    `${lines.join("\n")}\n`,
    told(lines.length, patient === kit.subject ? "own" : "stray"),
  );
}

function fhirPatient(kit: Kit, patient: Person): Made {
  const line = JSON.stringify({
    resourceType: "Patient",
    id: patient.account,
    gender: "female",
    name: [{ family: patient.name }],
  });
  return text("Patient.ndjson", `${line}\n`, told(1, patient === kit.subject ? "own" : "stray"));
}

const fhirGood = (kit: Kit): readonly Made[] => [
  fhirPatient(kit, kit.subject),
  fhirLines(kit, "Observation", kit.subject),
  fhirLines(kit, "FamilyMemberHistory", kit.subject),
  text(
    "Practitioner.ndjson",
    `${JSON.stringify({ resourceType: "Practitioner", id: "17", active: true })}\n`,
    known(1, "own"),
  ),
];

/** Without its layout a reference is a word that nobody knows. */
export const fhir: Native = {
  name: "fhir",
  layout: { builtin: "fhir" },
  issuer: FHIR,
  good: fhirGood,
  variants: [
    right("fhir", "M16", "the family's history", fhirGood),
    wrong("fhir", "M1", "resources of another patient", (kit) => [
      ...fhirGood(kit),
      fhirLines(kit, "AllergyIntolerance", kit.strangers[0]),
    ]),
    wrong("fhir", "M15", "another patient's export", (kit) => [
      fhirPatient(kit, kit.strangers[0]),
      fhirLines(kit, "Observation", kit.strangers[0]),
    ]),
  ],
};

const PROFILE_URL: Issuer = {
  name: "profile address",
  pattern: "https://www\\.linkedin\\.com/in/[a-z0-9-]+",
  make: (random) =>
    `https://www.linkedin.com/in/${random.text(5, "abcdefgh")}-${random.text(8, "0123456789abcdef")}`,
};

function linkedinMessages(kit: Kit, people: readonly [Person, Person], name = "messages.csv"): Made {
  const columns = [
    "CONVERSATION ID",
    "CONVERSATION TITLE",
    "FROM",
    "SENDER PROFILE URL",
    "TO",
    "RECIPIENT PROFILE URLS",
    "DATE",
    "SUBJECT",
    "CONTENT",
    "FOLDER",
  ];
  const id = `2-${kit.random.text(24, "ABCDEFGHijklmn0123")}`;
  const rows = some(kit, 2, 6).map((index) => {
    const [from, to] = index % 2 === 0 ? people : [people[1], people[0]];
    return [
      id,
      "",
      from.name,
      from.account,
      to.name,
      to.account,
      "2026-02-01 10:00:00 UTC",
      "",
      "Hello",
      "INBOX",
    ];
  });
  return csv(name, columns, rows, told(rows.length, people[0] === kit.subject ? "context" : "stray"));
}

const linkedinGood = (kit: Kit): readonly Made[] => {
  const { subject, friends } = kit;
  const connections = friends.map(
    ({ name, account, email }) => `${name.replace(" ", ",")},${account},${email},ACME,Baker,07 Jun 2022`,
  );
  return [
    csv(
      "Email Addresses.csv",
      ["Email Address", "Confirmed", "Primary", "Updated On"],
      [[subject.email, "Yes", "Yes", "1/2/26, 10:00 AM"]],
      [{ unit: "record", count: 1, whose: "own" }],
    ),
    text(
      "Connections.csv",
      `Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n${connections.join("\n")}\n`,
      known(connections.length, "context"),
    ),
    csv(
      "Profile.csv",
      ["First Name", "Last Name", "Headline"],
      [[subject.name.replace(/ .*/, ""), "x", "Mechanic"]],
      known(1, "own"),
    ),
    linkedinMessages(kit, [subject, friends[0]]),
  ];
};

export const linkedin: Native = {
  name: "linkedin",
  layout: { builtin: "linkedin" },
  issuer: PROFILE_URL,
  good: linkedinGood,
  variants: [
    right("linkedin", "M16", "messages and connections", linkedinGood),
    wrong("linkedin", "M6", "a conversation of others", (kit) =>
      [...linkedinGood(kit).slice(0, -1), linkedinMessages(kit, [kit.strangers[0], kit.strangers[1]])].map(
        vague,
      ),
    ),
  ],
};

const SPOTIFY: Issuer = {
  name: "username",
  pattern: "[0-9a-z]{25}",
  make: (random) => `31${random.text(22, "abcdefghijkmnpqrstuvwxyz23456789")}7`,
};

const spotifyUser = (kit: Kit, owner: Person): Made =>
  json(
    "MyData/Userdata.json",
    { username: owner.account, country: "DE", creationTime: "2019-05-01", email: owner.email },
    told(1, owner === kit.subject ? "own" : "stray"),
  );

const spotifyHistory = (kit: Kit): Made => {
  const plays = some(kit).map(() => ({
    endTime: "2026-03-01 08:00",
    artistName: "A band",
    trackName: "A song",
    msPlayed: kit.random.whole(1_000, 300_000),
  }));
  return json("MyData/StreamingHistory0.json", plays, known(plays.length, "own"));
};

const spotifyGood = (kit: Kit): readonly Made[] => [
  spotifyUser(kit, kit.subject),
  spotifyHistory(kit),
  json("MyData/Follow.json", { userIsFollowing: ["ben.r", "clara"], followerCount: 2 }, known(1, "own")),
];

export const spotify: Native = {
  name: "spotify",
  layout: { builtin: "spotify" },
  issuer: SPOTIFY,
  good: spotifyGood,
  variants: [
    right("spotify", "M17", "plays that name nobody", spotifyGood),
    wrong("spotify", "M15", "somebody else's data", (kit) => [spotifyUser(kit, kit.strangers[0])]),
    wrong("spotify", "M2", "plays of somebody else, who is named", (kit) =>
      [
        ...spotifyGood(kit),
        json(
          "MyData/endsong_0.json",
          [
            {
              ts: "2026-03-01T08:00:00Z",
              username: kit.strangers[0].account,
              platform: "android",
              ms_played: 4_000,
              conn_country: "DE",
              ip_addr: "192.0.2.7",
            },
          ],
          told(1, "stray"),
        ),
      ].map(vague),
    ),
  ],
};

/** How many of its records rest on what is not settled by the words. */
function vague(made: Made): Made {
  return { ...made, isVague: true };
}
