using System.Data.Common;
using Dapper;

namespace Convos.Tests;

/// <summary>Tables as new, with all that hangs on them: what truncate does, without hundreds of new files for a handful of rows.</summary>
public static class Emptied
{
    public static Task Of(DbConnection db, params string[] tables) => db.ExecuteAsync(
        $$"""
        do $do$
        declare
            one record;
        begin
            -- No trigger, no key is asked: all of them go.
            set local session_replication_role = replica;
            for one in
                with recursive hanging as (
                    select unnest('{{{string.Join(',', tables)}}}'::regclass[])::oid as id
                    union
                    select k.conrelid from pg_constraint k join hanging h on k.confrelid = h.id where k.contype = 'f'
                )
                select h.id::regclass as name, (
                    select array_agg(d.objid::regclass) from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
                    where d.refclassid = 'pg_class'::regclass and d.refobjid = h.id and d.deptype in ('a', 'i')) as sequences
                from hanging h
            loop
                execute format('delete from %s', one.name);
                perform setval(sequence, 1, false) from unnest(one.sequences) sequence;
            end loop;
        end
        $do$
        """);
}
