using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>What a page shows, as text that two pages in the same state have in common.</summary>
public static class Screen
{
    // Left out: what scripts add for this reader at this moment, and what is drawn anew for every page.
    private const string Read =
        """
        () => {
          const left = attribute => attribute.name.startsWith('data-js-') || attribute.name.startsWith('data-htmx')
            || ['aria-current', 'aria-busy', 'title'].includes(attribute.name);
          const write = (node, depth) => {
            const margin = ' '.repeat(depth);
            if (node.nodeType === Node.TEXT_NODE) {
              const text = node.data.replace(/\s+/g, ' ').trim();
              return text ? [margin + text] : [];
            }
            if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.newer, .unread-up, .unread-from')) {
              return [];
            }
            const attributes = [...node.attributes]
              .filter(attribute => !left(attribute))
              .filter(({ name }) => !(name === 'data-version' && node.matches('.count')) && !(name === 'value' && node.type === 'hidden'))
              .map(({ name, value }) => `${name}="${value.replace(/\bhtmx-\S+/g, '').trim()}"`)
              .filter(text => text !== 'class=""')
              .sort();
            const inside = node.localName === 'time' ? [] : [...node.childNodes].flatMap(child => write(child, depth + 1));
            return [margin + [node.localName, ...attributes].join(' '), ...inside];
          };
          return ['#main', '#rail', '#presence', '#team'].flatMap(region => write(document.querySelector(region), 0)).join('\n');
        }
        """;

    public static Task<string> Of(IPage page) => page.EvaluateAsync<string>(Read);

    /// <summary>Opens the same address in a page of its own, and waits until both show the same.</summary>
    public static async Task IsThatOfAFreshPage(Workplace place)
    {
        var fresh = await place.Context.NewPageAsync();
        await fresh.GotoAsync(place.Page.Url);
        var patience = DateTime.UtcNow + Until.Patience;
        while (true)
        {
            var (shown, expected) = (await Of(place.Page), await Of(fresh));
            if (shown == expected)
            {
                break;
            }

            if (DateTime.UtcNow > patience)
            {
                Assert.Equal(expected, shown);
            }

            await Task.Delay(250);
        }

        await fresh.CloseAsync();
    }
}
