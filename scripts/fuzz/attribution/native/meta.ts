import { moment, some, type Kit } from "../kit.ts";
import { ISSUERS, type Issuer, type Person } from "../people.ts";
import type { Made } from "../truth.ts";
import { digits, json, known, mangled, right, wrong, type Native } from "./native.ts";

const PLAIN: Issuer = ISSUERS[0] ?? digits(8, "4");

function facebookConversation(kit: Kit, people: readonly Person[], whose: "context" | "unattributed"): Made {
  const slug = `${kit.random.text(9, "abcdefghij")}_${kit.random.text(17, "123456789")}`;
  const messages = some(kit, people.length, 8).map((index) => ({
    sender_name: mangled((people[index % people.length] ?? kit.subject).name),
    timestamp_ms: Date.parse(moment(kit.random)),
    content: mangled("Grüße"),
    type: "Generic",
  }));
  return json(
    `messages/inbox/${slug}/message_1.json`,
    {
      participants: people.map(({ name }) => ({ name: mangled(name) })),
      messages,
      title: mangled(people[0]?.name ?? ""),
      thread_path: `inbox/${slug}`,
    },
    known(messages.length, whose),
  );
}

function facebookProfile(kit: Kit, owner: Person): Made {
  const whose = owner === kit.subject ? "own" : "stray";
  return json(
    "profile_information/profile_information.json",
    {
      profile_v2: {
        name: { full_name: mangled(owner.name) },
        emails: { emails: [owner.email], previous_emails: [], pending_emails: [] },
        birthday: { year: 1990, month: 10, day: 1 },
      },
    },
    [{ unit: "record", count: 1, whose }],
  );
}

function facebookPosts(kit: Kit): Made {
  const posts = some(kit).map(() => ({
    timestamp: 1_772_352_000,
    data: [{ post: mangled("Schöner Tag") }],
    title: mangled(`${kit.subject.name} wrote.`),
  }));
  return json("posts/your_posts_1.json", posts, known(posts.length, "own"));
}

function withNames(kit: Kit): Kit {
  kit.told.names = true;
  return kit;
}

const facebookGood = (kit: Kit): readonly Made[] => [
  facebookProfile(withNames(kit), kit.subject),
  facebookPosts(kit),
  facebookConversation(kit, [kit.subject, kit.friends[0]], "context"),
];

/** Names, not numbers (formats.md 3). */
export const facebook: Native = {
  name: "facebook",
  layout: { builtin: "facebook" },
  issuer: PLAIN,
  good: facebookGood,
  variants: [
    right("facebook", "M16", "conversations", facebookGood),
    right("facebook", "M6", "a group chat", (kit) => [
      ...facebookGood(kit),
      facebookConversation(kit, [kit.subject, ...kit.friends], "context"),
    ]),
    wrong("facebook", "M6", "a conversation in which the subject's name does not stand", (kit) => [
      ...facebookGood(kit),
      facebookConversation(kit, [kit.strangers[0], kit.strangers[1]], "unattributed"),
    ]),
    wrong("facebook", "M15", "somebody else's profile", (kit) => [
      facebookProfile(withNames(kit), kit.strangers[0]),
      ...facebookGood(kit).slice(1).map(unsure),
    ]),
  ],
};

/** What rests on an anchor that is not there. */
function unsure(made: Made): Made {
  return {
    ...made,
    truth: made.truth.map((one) => (one.whose === "own" ? { ...one, whose: "unattributed" as const } : one)),
  };
}

function instagramProfile(kit: Kit, owner: Person): Made {
  const value = (what: string): object => ({ href: "", value: what, timestamp: 0 });
  const whose = owner === kit.subject ? "own" : "stray";
  return json(
    "personal_information/personal_information/personal_information.json",
    {
      profile_user: [
        {
          title: "User Information",
          media_map_data: {},
          string_map_data: {
            Email: value(owner.email),
            Username: value("a_user.1"),
            Name: value(mangled(owner.name)),
          },
        },
      ],
    },
    [{ unit: "record", count: 1, whose }],
  );
}

const instagramGood = (kit: Kit): readonly Made[] => {
  const conversation = facebookConversation(kit, [kit.subject, kit.friends[0]], "context");
  const followers = some(kit, 2, 5).map((index) => ({
    title: "",
    media_list_data: [],
    string_list_data: [{ href: "https://www.instagram.com/x", value: `user_${index}`, timestamp: 1 }],
  }));
  return [
    instagramProfile(withNames(kit), kit.subject),
    { ...conversation, path: `your_instagram_activity/${conversation.path}` },
    json(
      "connections/followers_and_following/followers_1.json",
      followers,
      known(followers.length, "context"),
    ),
  ];
};

export const instagram: Native = {
  name: "instagram",
  layout: { builtin: "instagram" },
  issuer: PLAIN,
  good: instagramGood,
  variants: [
    right("instagram", "M16", "conversations and followers", instagramGood),
    wrong("instagram", "M10", "somebody else's profile", (kit) => [
      instagramProfile(withNames(kit), kit.strangers[0]),
      ...instagramGood(kit).slice(1).map(unsure),
    ]),
    wrong("instagram", "M6", "a conversation of others", (kit) => {
      const made = facebookConversation(kit, [kit.strangers[0], kit.strangers[1]], "unattributed");
      return [...instagramGood(kit), { ...made, path: `your_instagram_activity/${made.path}` }];
    }),
  ],
};
