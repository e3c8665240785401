// Elements of Matroska and WebM (RFC 9559, 5) that hold others, or text, by their ids.

export const ID = {
  head: 0x1a45dfa3, segment: 0x18538067, cluster: 0x1f43b675, cues: 0x1c53bb6b, seekHead: 0x114d9b74, void: 0xec,
  simpleBlock: 0xa3, blockGroup: 0xa0, block: 0xa1, trackEntry: 0xae, attachedFile: 0x61a7, fileData: 0x465c,
  simpleTag: 0x67c8, tagName: 0x45a3, tagString: 0x4487, tagBinary: 0x4485, trackNumber: 0xd7, trackType: 0x83,
  codec: 0x86, rate: 0xb5, channels: 0x9f, bits: 0x6264, scale: 0x2ad7b1, duration: 0x4489, writer: 0x5741,
  fileName: 0x466e, docType: 0x4282, codecPrivate: 0x63a2, encoding: 0x6240, encodingScope: 0x5032, encodingType: 0x5033,
  compression: 0x4254, compressionSettings: 0x4255,
} as const; // prettier-ignore

/** Elements that hold others, besides segments, clusters and groups of blocks. */
export const CONTAINERS: ReadonlyMap<number, string> = new Map([
  [0x1549a966, "Info"], [0x6924, "ChapterTranslate"], [0x1654ae6b, "Tracks"], [0xae, "TrackEntry"], [0xe0, "Video"],
  [0xe1, "Audio"], [0x6d80, "ContentEncodings"], [ID.encoding, "ContentEncoding"], [0x5034, "ContentCompression"],
  [0x5035, "ContentEncryption"], [0x41e4, "BlockAdditionMapping"], [0x1941a469, "Attachments"], [0x61a7, "AttachedFile"],
  [0x1043a770, "Chapters"], [0x45b9, "EditionEntry"], [0xb6, "ChapterAtom"], [0x80, "ChapterDisplay"],
  [0x6944, "ChapProcess"], [0x6911, "ChapProcessCommand"], [0x8f, "ChapterTrack"], [0x1254c367, "Tags"], [0x7373, "Tag"],
  [0x63c0, "Targets"], [0x67c8, "SimpleTag"], [0x45d7, "EditionDisplay"],
]); // prettier-ignore

/** Elements with text in them. */
export const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x7ba9, "Title"], [0x4d80, "MuxingApp"], [0x5741, "WritingApp"], [0x7384, "SegmentFilename"], [0x3c83ab, "PrevFilename"],
  [0x3e83bb, "NextFilename"], [0x536e, "Name"], [0x22b59c, "Language"], [0x22b59d, "LanguageBCP47"], [0x86, "CodecID"],
  [0x258688, "CodecName"], [0x3a9697, "CodecSettings"], [0x3b4040, "CodecInfoURL"], [0x26b240, "CodecDownloadURL"],
  [0x467e, "FileDescription"], [0x466e, "FileName"], [0x4660, "FileMimeType"], [0x5654, "ChapterStringUID"],
  [0x85, "ChapString"], [0x437c, "ChapLanguage"], [0x437e, "ChapCountry"], [0x45a3, "TagName"], [0x447a, "TagLanguage"],
  [0x63ca, "TargetType"], [0x4282, "DocType"], [0x4521, "EditionString"], [0x41a4, "BlockAddIDName"],
]); // prettier-ignore

/** Names of other elements; all of them are bytes that may hold text. */
export const NAMES: ReadonlyMap<number, string> = new Map([
  [0xec, "Void"], [0xbf, "CRC-32"], [0x73a4, "SegmentUUID"], [0x4461, "DateUTC"], [ID.codecPrivate, "CodecPrivate"],
  [0x4485, "TagBinary"], [0x465c, "FileData"], [0x75a1, "BlockAdditions"], [0x5854, "SilentTracks"],
  [0x6933, "ChapProcessData"], [0x450d, "ChapProcessPrivate"], [0xa4, "CodecState"],
]); // prettier-ignore

/** Elements that stand in a file, a segment or a cluster; another one ends what has no size. */
export const KNOWN: ReadonlySet<number> = new Set([
  ID.head, ID.segment, ID.cluster, ID.seekHead, ID.cues, ID.void, 0xbf,
  0x1549a966, 0x1654ae6b, 0x1941a469, 0x1043a770, 0x1254c367,
  0xe7, ID.simpleBlock, ID.blockGroup, 0xa7, 0xab, 0xaf, 0x5854,
]); // prettier-ignore
