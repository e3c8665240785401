/**
 * The name of what somebody attached, in a folder that says so: layouts know by it that foreign numbers and mailboxes in
 * it are nobody's mistake (people send one another bills and mails they got).
 */
export function attachedName(name: string): string {
  return `attachments/${name.trim() === "" ? "unnamed" : name}`;
}
