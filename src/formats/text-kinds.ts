// Kinds of text that need a reader of their own: read as plain lines, markup and encodings would hide what they say.

const MARKUP_OPENING = /^\s*(?:<!--[\s\S]{0,4000}?-->\s*)*<(!doctype\s+)?([a-z_][\w.:-]*)(?=[\s/>])/i;

const HTML_ELEMENT =
  /^(?:html|head|body|title|meta|link|script|style|div|span|p|table|thead|tbody|tr|ul|ol|dl|h[1-6]|section|article|main|header|nav|a|b|br|hr|img|font|center|pre)$/i;

const MAIL_HEADER =
  /^(?:received|from|to|cc|bcc|subject|date|message-id|mime-version|return-path|delivered-to|reply-to|sender|content-type|content-transfer-encoding|dkim-signature|authentication-results|x-[\w-]+):/i;

const CERTAIN_MAIL_HEADER =
  /^(?:received|message-id|mime-version|return-path|delivered-to|dkim-signature|content-type):/i;

/** mbox: `From anna@example.org Sat Jan  3 01:05:34 2018`. */
const MBOX_LINE = /^From \S+ +.{0,40}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ,]/;

/** What a text is, when plain lines would not do: HTML, XML, SVG, vCard, iCalendar, mail. Undefined for plain text. */
export function textKind(start: string): string | undefined {
  const text = start.replace(/^\ufeff/, "");
  const opening = text.trimStart();
  if (/^<\?xml[\s?]/i.test(opening)) return /<svg[\s>]/i.test(opening) ? "an SVG picture" : "an XML document";
  const markup = MARKUP_OPENING.exec(opening);
  // `<anna> hello` in the log of a chat begins like an element, but no tag ends it.
  if (
    markup !== null &&
    (markup[1] !== undefined || HTML_ELEMENT.test(markup[2] ?? "") || /<\/|\/>/.test(opening))
  )
    return markupKind(markup[1] !== undefined, markup[2] ?? "");
  if (/^BEGIN:VCARD\s/i.test(opening)) return "a vCard";
  if (/^BEGIN:VCALENDAR\s/i.test(opening)) return "an iCalendar file";
  if (/^BEGIN:VEVENT\s/i.test(opening)) return "an iCalendar file";
  if (MBOX_LINE.test(text)) return "a mailbox";
  return isMail(text) ? "a mail" : undefined;
}

function markupKind(isDoctype: boolean, name: string): string {
  if (/^svg$/i.test(name)) return "an SVG picture";
  // Every browser exports bookmarks as this kind of HTML, which closes none of its `<p>` and `<DT>`.
  if (HTML_ELEMENT.test(name) || (isDoctype && /^netscape-bookmark-file-\d+$/i.test(name)))
    return "an HTML page";
  return isDoctype ? "a document with markup" : "an XML document";
}

/** At least three mail headers, one of which only mails have, before the first empty line; nothing but headers there. */
function isMail(text: string): boolean {
  let headers = 0;
  let certain = 0;
  for (const line of text.split(/\r\n|\n|\r/, 200)) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && headers > 0) continue;
    if (!/^[!-9;-~]+:/.test(line)) return false;
    if (MAIL_HEADER.test(line)) headers += 1;
    if (CERTAIN_MAIL_HEADER.test(line)) certain += 1;
  }
  return headers >= 3 && certain >= 1;
}
