import { utteranceId, type Random } from "../../../fixtures/support/random.ts";
import { shortWav } from "../../../fixtures/support/wav.ts";
import {
  activity,
  calendar,
  COMPONENTS,
  contacts,
  FIRM,
  mailbox,
  orders,
  profile,
  sessions,
  type Component,
} from "./components.ts";
import { SHAPES } from "./shapes.ts";
import { companyLayout } from "./company-layout.ts";
import { moment, some, table, type Kit, type RowMade, whoseIs } from "./kit.ts";
import { AMAZON, GOOGLE, ISSUERS, type Issuer, type Person } from "./people.ts";
import type { Bundle, Made } from "./truth.ts";
import { AMAZON_WORDS, GOOGLE_WORDS, ODD, spokenWords, type Words } from "./words.ts";

/** What any company may deliver. */
const ANY: readonly Component[] = [...COMPONENTS, ...SHAPES];

/** A kind of export. */
export interface Provider {
  readonly name: string;
  readonly issuer: (random: Random) => Issuer;
  readonly words: (random: Random) => Words;
  readonly isOdd: (words: Words) => boolean;
  /** What `-l` names. */
  readonly layout: (kit: Kit) => Bundle["layout"];
  /** A correct export of the subject; at least one record says itself whose it is. */
  readonly base: (kit: Kit) => readonly Made[];
  /** Services whose files say in every record whose they are. */
  readonly components: readonly Component[];
}

const generic: Provider = {
  name: "generic",
  issuer: (random) => random.pick(ISSUERS as [Issuer, ...Issuer[]]),
  words: spokenWords,
  isOdd: () => false,
  layout: () => ({}),
  base: (kit) => [
    ...kit.random.pick(FIRM)(kit, kit.subject, ""),
    ...services(kit, ANY, kit.random.whole(0, 3)),
  ],
  components: ANY,
};

const company: Provider = {
  name: "company",
  issuer: generic.issuer,
  words: (random) => (random.next() < 0.35 ? ODD : spokenWords(random)),
  isOdd: (words) => words === ODD,
  layout: (kit) => ({ json: companyLayout(kit) }),
  base: (kit) => [
    ...account(kit, kit.subject, ""),
    ...services(kit, ANY, kit.random.whole(1, 3)),
    ...(kit.random.next() < 0.25 ? [activity(kit, "", "own")] : []),
    ...(kit.random.next() < 0.15 ? [contacts(kit, "", "context")] : []),
  ],
  components: ANY,
};

/** The file that says whose export it is. */
function account(kit: Kit, owner: Person, folder: string): readonly Made[] {
  return profile(kit, owner, folder).map((made) => ({ ...made, path: `${folder}account.json` }));
}

/** Alexa's records of the new kind (formats.md 1.2), each with the account and the device in its key. */
export const alexaHistory: Component = (kit, owner, folder) => {
  kit.told.devices.add(kit.subject.device);
  const { random } = kit;
  const records = some(kit, 3, 10).map(() => {
    const at = new Date(moment(random));
    return {
      recordKey: `${owner.account}#${at.getTime()}#AB72C64C86AW2#${owner.device}`,
      recordType: "VOICE_HISTORY",
      timestamp: at.getTime(),
      customerId: owner.account,
      device: { deviceName: "Kitchen", deviceEntityId: "x" },
      voiceHistoryRecordItems: [
        {
          recordItemKey: `${at.getTime()}#AB72C64C86AW2#${owner.device}#${at.getTime() - 1_500}-0`,
          recordItemType: "CUSTOMER_TRANSCRIPT",
          utteranceId: utteranceId(random, owner.device, new Date(at.getTime() - 2_000)),
          timestamp: at.getTime(),
          transcriptText: "wie wird das wetter",
        },
      ],
    };
  });
  return [
    {
      path: `${folder}Alexa/history.json`,
      bytes: Buffer.from(JSON.stringify({ customerHistoryRecords: records, encodedRequestToken: null })),
      truth: [{ unit: "record", count: records.length, whose: whoseIs(kit, owner) }],
    },
  ];
};

/** Voice recordings that the service named, and the table of their transcripts. */
export const alexaVoice: Component = (kit, owner, folder) => {
  kit.told.devices.add(kit.subject.device);
  const { random } = kit;
  const whose = whoseIs(kit, owner);
  const named = random.next() < 0.5;
  const clips = some(kit, 2, 5).map((index) => {
    const at = new Date(moment(random));
    const name = named
      ? `${utteranceId(random, owner.device, at).replace(/[:/]/g, "_")}.wav`
      : `${String(index + 1).padStart(4, "0")}.wav`;
    return { name, at, bytes: shortWav(random.whole(1, 999_999)) };
  });
  const media = clips.map(({ name, bytes }): Made => {
    // A name counts for somebody only where the layout is given; against, always.
    const alone = named && whose === "own" ? { alone: "unattributed" as const } : {};
    return {
      path: `${folder}Alexa/audio/${name}`,
      bytes,
      truth: [{ unit: "recording", count: 1, whose, ...alone }],
    };
  });
  if (named) return media;
  const rows = clips.map(({ name, at }): RowMade => ({
    cells: {
      audioFile: name,
      customerId: owner.account,
      serialNumber: owner.device,
      timestamp: at.toISOString(),
      transcript: "stopp",
    },
    whose,
  }));
  const columns = ["timestamp", "customerId", "serialNumber", "audioFile", "transcript"];
  return [table(kit, `${folder}Alexa/audio/transcripts`, columns, rows), ...media];
};

/** Amazon's registry of devices. */
export const amazonDevices: Component = (kit, owner, folder) => {
  kit.told.devices.add(kit.subject.device);
  const rows: RowMade[] = [
    {
      cells: {
        FirstTimeRegistered: moment(kit.random),
        AccountName: "Kitchen",
        deviceSerialNumber: owner.device,
        deviceType: "AB72C64C86AW2",
        customerId: owner.account,
      },
      whose: whoseIs(kit, owner),
    },
  ];
  const columns = ["FirstTimeRegistered", "AccountName", "deviceSerialNumber", "deviceType", "customerId"];
  return [table(kit, `${folder}Devices.Registration/registration`, columns, rows, ["csv"])];
};

const AMAZON_COMPONENTS = [
  alexaHistory,
  alexaHistory,
  alexaVoice,
  alexaVoice,
  amazonDevices,
  orders,
  sessions,
  mailbox,
];

const alexa: Provider = {
  name: "amazon-alexa",
  issuer: () => AMAZON,
  words: () => AMAZON_WORDS,
  isOdd: () => false,
  layout: () => ({ builtin: "amazon-alexa" }),
  base: (kit) => [
    ...orders(kit, kit.subject, "Retail.OrderHistory.1/"),
    ...services(kit, AMAZON_COMPONENTS, kit.random.whole(1, 3)),
  ],
  components: AMAZON_COMPONENTS,
};

/** The page that names the account of a Takeout (formats.md 2). */
function subscriber(kit: Kit, owner: Person, folder: string): Made {
  const local = owner.email.replace(/@.*$/, "");
  return {
    path: `${folder}Takeout/Google Account/${local}.SubscriberInfo.html`,
    bytes: Buffer.from(
      `<html><body><h2>GOOGLE SUBSCRIBER INFORMATION</h2><ul><li>Google Account ID: ${owner.account}</li><li>e-Mail: ${owner.email}</li></ul></body></html>\n`,
    ),
    truth: [{ unit: "record", count: 1, whose: whoseIs(kit, owner) }],
  };
}

const accessLog: Component = (kit, owner, folder) => {
  const { random } = kit;
  const columns = ["Gaia ID", "Activity Timestamp", "IP Address", "Product Name", "User Agent String"];
  const rows = some(kit, 3, 9).map((): RowMade => ({
    cells: {
      "Gaia ID": owner.account,
      "Activity Timestamp": moment(random),
      "IP Address": "192.0.2.17",
      "Product Name": "Gmail",
      "User Agent String": "Mozilla/5.0",
    },
    whose: whoseIs(kit, owner),
  }));
  return [
    table(kit, `${folder}Takeout/Access log activity/Activities - A list of Google se`, columns, rows, [
      "csv",
    ]),
  ];
};

function myActivity(kit: Kit, folder: string): Made {
  const records = some(kit, 2, 8).map(() => ({
    header: "Search",
    title: "Searched for weather",
    titleUrl: "https://www.google.com/search?q=weather",
    time: moment(kit.random),
    products: ["Search"],
  }));
  return {
    path: `${folder}Takeout/My Activity/Search/MyActivity.json`,
    bytes: Buffer.from(JSON.stringify(records)),
    truth: [{ unit: "record", count: records.length, whose: "own", alone: "unattributed" }],
  };
}

const inTakeout =
  (component: Component): Component =>
  (kit, owner, folder) =>
    component(kit, owner, `${folder}Takeout/`);

const GOOGLE_COMPONENTS = [accessLog, accessLog, inTakeout(mailbox), inTakeout(calendar)];

const takeout: Provider = {
  name: "google-takeout",
  issuer: () => GOOGLE,
  words: () => GOOGLE_WORDS,
  isOdd: () => false,
  layout: () => ({ builtin: "google-takeout" }),
  base: (kit) => [
    subscriber(kit, kit.subject, ""),
    ...(kit.random.next() < 0.3 ? [myActivity(kit, "")] : []),
    ...services(kit, GOOGLE_COMPONENTS, kit.random.whole(1, 3)),
  ],
  components: GOOGLE_COMPONENTS,
};

/** Providers into whose exports any table can be put. */
export const PROVIDERS: readonly Provider[] = [generic, company, alexa, takeout];

/** Some different services, all about the subject. */
function services(kit: Kit, from: readonly Component[], many: number): readonly Made[] {
  const left = [...new Set(from)];
  const made: Made[] = [];
  for (let count = many; count > 0 && left.length > 0; count -= 1) {
    const [component] = left.splice(kit.random.whole(0, left.length - 1), 1);
    if (component !== undefined)
      made.push(...component(kit, kit.subject, kit.layoutName === "google-takeout" ? "" : "data/"));
  }
  return made;
}
