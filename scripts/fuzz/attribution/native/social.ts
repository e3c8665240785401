import { moment, some, type Kit } from "../kit.ts";
import { ISSUERS, type Issuer, type Person } from "../people.ts";
import type { Made } from "../truth.ts";
import { csv, digits, json, known, mangled, right, text, told, wrong, type Native } from "./native.ts";

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

const X: Issuer = digits(9, "2");

function xData(file: string, type: string, elements: readonly object[], truth: Made["truth"]): Made {
  return text(`data/${file}.js`, `window.YTD.${type}.part0 = ${JSON.stringify(elements)}`, truth);
}

function xAccount(kit: Kit, owner: Person): readonly Made[] {
  const { account: accountId } = owner;
  const whose = owner === kit.subject ? "own" : "stray";
  const config = {
    userInfo: { accountId, userName: "a_user", displayName: owner.name },
    archiveInfo: { generationDate: "2026-03-01T05:46:38.082Z", isPartialArchive: false },
  };
  return [
    text("data/manifest.js", `window.__THAR_CONFIG = ${JSON.stringify(config)}`, told(1, whose)),
    xData(
      "account",
      "account",
      [
        {
          account: {
            email: owner.email,
            username: "a_user",
            accountId,
            createdAt: "2009-03-19T21:27:04.000Z",
          },
        },
      ],
      told(1, whose),
    ),
  ];
}

function xTweets(kit: Kit): Made {
  const tweets = some(kit).map(() => ({
    tweet: {
      id_str: kit.random.text(19, "123456789"),
      full_text: "Hallo",
      created_at: "Thu Mar 05 14:02:11 +0000 2026",
      in_reply_to_user_id_str: kit.friends[0].account,
      entities: { user_mentions: [{ screen_name: "x", id_str: kit.friends[0].account }] },
    },
  }));
  return xData("tweets", "tweets", tweets, known(tweets.length, "own"));
}

function xMessages(kit: Kit, one: Person, other: Person, file = "direct-messages"): Made {
  const isAmong = one === kit.subject;
  const messages = some(kit, 2, 6).map((index) => {
    const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
    return {
      messageCreate: {
        senderId: from.account,
        recipientId: to.account,
        text: "Hallo",
        id: kit.random.text(19, "123456789"),
        createdAt: "2026-03-06T09:01:00.120Z",
      },
    };
  });
  const conversation = { dmConversation: { conversationId: `${one.account}-${other.account}`, messages } };
  return xData(file, "direct_messages", [conversation], told(messages.length, isAmong ? "context" : "stray"));
}

function xFollowers(kit: Kit): Made {
  const followers = [...kit.friends, ...kit.strangers].map(({ account }) => ({
    follower: { accountId: account, userLink: `https://twitter.com/intent/user?user_id=${account}` },
  }));
  return xData("follower", "follower", followers, known(followers.length, "context"));
}

function xHeaders(kit: Kit, author: Person): Made {
  const headers = some(kit, 2, 5).map(() => ({
    tweet: {
      tweet_id: kit.random.text(19, "123456789"),
      user_id: author.account,
      created_at: "Thu Mar 05 14:02:11 +0000 2026",
    },
  }));
  return xData(
    "tweet-headers",
    "tweet_headers",
    headers,
    told(headers.length, author === kit.subject ? "own" : "stray"),
  );
}

const xGood = (kit: Kit): readonly Made[] => [
  ...xAccount(kit, kit.subject),
  xTweets(kit),
  xMessages(kit, kit.subject, kit.friends[0]),
  xFollowers(kit),
  xHeaders(kit, kit.subject),
];

export const xTwitter: Native = {
  name: "x-twitter",
  layout: { builtin: "x-twitter" },
  issuer: X,
  good: xGood,
  variants: [
    right("x-twitter", "M16", "messages, mentions, followers", xGood),
    wrong("x-twitter", "M6", "a conversation of others", (kit) => [
      ...xGood(kit),
      xMessages(kit, kit.strangers[0], kit.strangers[1], "direct-messages-part1"),
    ]),
    wrong("x-twitter", "M2", "headers of somebody else's posts", (kit) => [
      ...xGood(kit).slice(0, -1),
      xHeaders(kit, kit.strangers[0]),
    ]),
    wrong("x-twitter", "M10", "somebody else's archive", (kit) => [
      ...xAccount(kit, kit.strangers[0]),
      xHeaders(kit, kit.strangers[0]),
    ]),
  ],
};

const DISCORD: Issuer = digits(18, "28");

function discordUser(kit: Kit, owner: Person): Made {
  const relationships = kit.friends.map(({ account }) => ({
    id: account,
    type: 1,
    user: { id: account, username: "b.user" },
  }));
  const value = { id: owner.account, username: "a.user", email: owner.email, relationships };
  const isMine = owner === kit.subject;
  // The friends in it are records of their own, enclosed by the account.
  return {
    ...json("package/account/user.json", value, [
      { unit: "record", count: 1, whose: isMine ? "own" : "stray" },
    ]),
    isVague: true,
  };
}

function discordChannel(kit: Kit, people: readonly Person[], number: number): readonly Made[] {
  const isAmong = people.includes(kit.subject);
  const folder = `package/messages/c${number}/`;
  const rows = some(kit, 2, 6).map((index) => [
    String(500 + index),
    "2026-03-01 08:00:00.123000+00:00",
    "hello?",
    "",
  ]);
  return [
    json(
      `${folder}channel.json`,
      { id: String(number), type: "DM", recipients: people.map(({ account }) => account) },
      known(1, isAmong ? "context" : "unattributed"),
    ),
    csv(
      `${folder}messages.csv`,
      ["ID", "Timestamp", "Contents", "Attachments"],
      rows,
      known(rows.length, "own"),
    ),
  ];
}

const discordGood = (kit: Kit): readonly Made[] => [
  discordUser(kit, kit.subject),
  ...discordChannel(kit, [kit.subject, kit.friends[0]], 412),
];

export const discord: Native = {
  name: "discord",
  layout: { builtin: "discord" },
  issuer: DISCORD,
  good: discordGood,
  variants: [
    right("discord", "M16", "own messages in channels with others", discordGood),
    wrong("discord", "M15", "somebody else's package", (kit) => [
      discordUser(kit, kit.strangers[0]),
      ...discordChannel(kit, [kit.strangers[0], kit.friends[0]], 412),
    ]),
    wrong("discord", "M6", "a channel of others", (kit) => [
      ...discordGood(kit),
      ...discordChannel(kit, [kit.strangers[0], kit.strangers[1]], 413),
    ]),
  ],
};
