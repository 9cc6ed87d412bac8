using Npgsql;
using NpgsqlTypes;

namespace Convos.Bench;

/// <summary>One table filled by binary COPY on a connection of its own.</summary>
internal sealed class CopyTable : IDisposable
{
    private readonly NpgsqlConnection db;
    private readonly NpgsqlBinaryImporter rows;

    public CopyTable(NpgsqlDataSource source, string table, string columns)
    {
        db = source.OpenConnection();
        rows = db.BeginBinaryImport($"copy {table} ({columns}) from stdin (format binary)");
    }

    public CopyTable Row()
    {
        rows.StartRow();
        return this;
    }

    public CopyTable Id(long? value) => Put(value, NpgsqlDbType.Bigint);

    public CopyTable Number(int? value) => Put(value, NpgsqlDbType.Integer);

    public CopyTable Text(string? value)
    {
        if (value is null)
        {
            rows.WriteNull();
        }
        else
        {
            rows.Write(value, NpgsqlDbType.Text);
        }

        return this;
    }

    public CopyTable Time(DateTime? value) => Put(value, NpgsqlDbType.TimestampTz);

    public CopyTable Flag(bool value) => Put<bool>(value, NpgsqlDbType.Boolean);

    public CopyTable Key(Guid? value) => Put(value, NpgsqlDbType.Uuid);

    public CopyTable Bytes(byte[] value)
    {
        rows.Write(value, NpgsqlDbType.Bytea);
        return this;
    }

    public CopyTable Json(string? value)
    {
        if (value is null)
        {
            rows.WriteNull();
        }
        else
        {
            rows.Write(value, NpgsqlDbType.Jsonb);
        }

        return this;
    }

    public void Complete() => rows.Complete();

    public void Dispose()
    {
        rows.Dispose();
        db.Dispose();
    }

    private CopyTable Put<T>(T? value, NpgsqlDbType type) where T : struct
    {
        if (value is { } there)
        {
            rows.Write(there, type);
        }
        else
        {
            rows.WriteNull();
        }

        return this;
    }
}
