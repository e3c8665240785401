/** A tag that layouts know: its name is a key. Others are named for places only. */
export interface TagName {
  readonly name: string;
  /** It says who or which device: a layout may know what it means. */
  readonly isKey: boolean;
}

export type TagTable = ReadonlyMap<number, TagName>;

function table(keys: Readonly<Record<number, string>>, others: Readonly<Record<number, string>> = {}): TagTable {
  const made = new Map<number, TagName>();
  for (const [tag, name] of Object.entries(others)) made.set(Number(tag), { name, isKey: false });
  for (const [tag, name] of Object.entries(keys)) made.set(Number(tag), { name, isKey: true });
  return made;
} // prettier-ignore

/** TIFF 6.0, Exif 3.0, DNG 1.7 and what Windows and Adobe write beside them. */
export const MAIN_TAGS: TagTable = table(
  {
    0x013b: "Artist",
    0x013c: "HostComputer",
    0x9003: "DateTimeOriginal",
    0x9c9d: "XPAuthor",
    0xa430: "CameraOwnerName",
    0xa431: "BodySerialNumber",
    0xa435: "LensSerialNumber",
    0xa437: "Photographer",
    0xa438: "ImageEditor",
    0xc62f: "CameraSerialNumber",
    0xfde8: "OwnerName",
    0xfde9: "CameraSerialNumber",
  },
  {
    0x010d: "DocumentName",
    0x010e: "ImageDescription",
    0x010f: "Make",
    0x0110: "Model",
    0x011d: "PageName",
    0x0131: "Software",
    0x0132: "DateTime",
    0x02bc: "XMP",
    0x4748: "StitchInfo",
    0x8298: "Copyright",
    0x83bb: "IPTC",
    0x8649: "Photoshop",
    0x8773: "ICC",
    0x927c: "MakerNote",
    0x9286: "UserComment",
    0x935c: "ImageSourceData",
    0x9c9b: "XPTitle",
    0x9c9c: "XPComment",
    0x9c9e: "XPKeywords",
    0x9c9f: "XPSubject",
    0xa40b: "DeviceSettingDescription",
    0xa420: "ImageUniqueID",
    0xa434: "LensModel",
    0xa436: "ImageTitle",
    0xc614: "UniqueCameraModel",
    0xc634: "DNGPrivateData",
    0xc68b: "OriginalRawFileName",
    0xc68c: "OriginalRawFileData",
  },
);

export const GPS_TAGS: TagTable = table({}, { 0x001b: "GPSProcessingMethod", 0x001c: "GPSAreaInformation" });

/** What cameras keep in their own directories; from what exiftool's authors and users found out. */
export const MAKER_TAGS = {
  apple: table({}, { 0x000b: "BurstUUID", 0x0011: "ContentIdentifier", 0x0015: "ImageUniqueID" }),
  canon: table(
    { 0x0009: "OwnerName", 0x000c: "CameraSerialNumber", 0x0096: "InternalSerialNumber", 0x4019: "LensSerialNumber" },
    { 0x0006: "ImageType", 0x0007: "FirmwareVersion", 0x0095: "LensModel" },
  ),
  casio: table({}),
  fuji: table({ 0x0010: "InternalSerialNumber" }),
  nikon: table({ 0x001d: "CameraSerialNumber", 0x00a0: "CameraSerialNumber" }),
  olympus: table(
    { 0x0404: "CameraSerialNumber", 0x101a: "CameraSerialNumber" },
    { 0x0209: "CameraID", 0x2010: "Equipment", 0x2020: "CameraSettings", 0x2030: "RawDevelopment", 0x2040: "ImageProcessing", 0x2050: "FocusInfo" },
  ),
  olympusEquipment: table({
    0x0101: "CameraSerialNumber",
    0x0102: "InternalSerialNumber",
    0x0202: "LensSerialNumber",
    0x0302: "ExtenderSerialNumber",
    0x1003: "FlashSerialNumber",
  }),
  leica: table({
    0x0303: "CameraSerialNumber",
    0x0305: "CameraSerialNumber",
    0x0321: "LensSerialNumber",
    0x0500: "InternalSerialNumber",
  }),
  motorola: table({ 0x5501: "CameraSerialNumber" }),
  panasonic: table({ 0x0025: "InternalSerialNumber", 0x0052: "LensSerialNumber", 0x0054: "AccessorySerialNumber" }),
  pentax: table({ 0x0215: "CameraSerialNumber", 0x0229: "CameraSerialNumber", 0x022e: "OwnerName" }),
  ricoh: table({ 0x0005: "CameraSerialNumber" }),
  samsung: table({ 0xa002: "CameraSerialNumber", 0xa005: "LensSerialNumber" }),
  sigma: table({ 0x0002: "CameraSerialNumber" }),
  sony: table({ 0x2031: "CameraSerialNumber" }),
  unknown: table({}),
} satisfies Readonly<Record<string, TagTable>>; // prettier-ignore
