using Convos.Workers;
using Dapper;
using Xunit.Abstractions;

namespace Convos.Tests;

/// <summary>Nothing that recorded payloads say is lost or bent on its way into a row: words, content, times, failures, prices.</summary>
public sealed class RecordedContentTests(RecordedHost host, ITestOutputHelper output) : IClassFixture<RecordedHost>
{
    [Fact]
    public async Task Every_message_is_kept_to_the_letter()
    {
        var kept = 0;
        foreach (var name in RecordedFiles.All)
        {
            var messages = RecordedFiles.Facts(name).Messages.ToList();
            await Take(messages.Count > 0 ? name : null);
            foreach (var message in messages)
            {
                Assert.Equal((name, null), (name, await LetterForLetter.Wrong(host.Database, message)));
                kept++;
            }
        }

        Assert.Equal(RecordedFiles.All.SelectMany(name => RecordedFiles.Facts(name).Messages).Count(), kept);
        output.WriteLine($"{kept} messages.");
    }

    [Fact]
    public async Task Every_failure_and_every_price_is_kept_as_it_was_told()
    {
        var told = RecordedFiles.All.SelectMany(name => RecordedFiles.Facts(name).Statuses.Select(status => (Name: name, Status: status)))
            .Where(one => OursById.ContainsKey(one.Status.At("id").Text()!)).ToList();
        foreach (var (name, status) in told)
        {
            await host.Begin([OursById[status.At("id").Text()!]]);
            await host.Post(name);
            await host.TakeIn();

            await using var db = await host.Database.Open();
            var (failure, pricing) = await db.QuerySingleAsync<(string?, string?)>(
                "select failure, pricing::text from message_sends where external_id = @id", new { id = status.At("id").Text() });
            var error = status.At("errors").Items().FirstOrDefault();
            Assert.Equal(
                status.At("status").Text() == "failed" ? $"{error.At("code").Text()} · {error.At("error_data").At("details").Text() ?? error.At("details").Text() ?? error.At("message").Text()}" : null,
                failure);
            Assert.True(status.At("pricing").IsObject() ? LetterForLetter.Same(status.At("pricing"), pricing) : pricing is null, $"{name}: {pricing}");
        }

        Assert.True(RecordedFiles.Folder is null || told.Count > 0);
        output.WriteLine($"{told.Count} statuses.");
    }

    private Dictionary<string, string> OursById => RecordedFiles.Folder is null ? []
        : host.Ours.Where(one => one.Key != "UNKNOWN").ToDictionary(one => one.Value, one => one.Key);

    private async Task Take(string? name)
    {
        if (name is not null)
        {
            await host.Begin([]);
            await host.Post(name);
            await host.TakeIn();
        }
    }
}
