/** Tables in which programs keep how the database itself is made, with all the columns that these tables have. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  android_metadata: ["locale"],
  room_master_table: ["id", "identity_hash"],
  schema_migrations: ["version", "inserted_at"],
  ar_internal_metadata: ["key", "value", "created_at", "updated_at"],
  django_migrations: ["id", "app", "name", "applied"],
  alembic_version: ["version_num"],
  grdb_migrations: ["identifier"],
  knex_migrations: ["id", "name", "batch", "migration_time"],
  knex_migrations_lock: ["index", "is_locked"],
  __efmigrationshistory: ["migrationid", "productversion"],
  __drizzle_migrations: ["id", "hash", "created_at"],
  _sqlitedatabaseproperties: ["key", "value"],
  z_metadata: ["z_version", "z_uuid", "z_plist"],
  z_primarykey: ["z_ent", "z_name", "z_super", "z_max"],
  z_modelcache: ["z_content"],
};

/** Whether the rows of a table are nobody's records: SQLite's own, or a known table with no other columns. */
export function isHousekeeping(table: string, columns: readonly string[]): boolean {
  const name = table.toLowerCase();
  if (name.startsWith("sqlite_")) return true;
  const known = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  return known !== undefined && columns.every((column) => known.includes(column.toLowerCase()));
}
