using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>Who wrote: aliases, name, number and the address to answer to.</summary>
public sealed class WhatsAppSenderTests
{
    [Fact]
    public void A_number_gives_its_canonical_alias_a_readable_number_and_a_full_address()
    {
        var sender = SenderOf(Payload.Messages(Payload.Text("hola")));

        Assert.Equal([new Alias("phone", "541155550101")], sender.Aliases);
        Assert.Equal(("Ana", "+54 9 11 5555-0101", "+5491155550101"), (sender.Name, sender.Phone, sender.Address));
    }

    [Fact]
    public void Profiles_belong_to_messages_by_id_never_by_position()
    {
        var body = Payload.Change("""
            "contacts":[{"profile":{"name":"Bruno"},"wa_id":"16505550102"},{"profile":{"name":"Ana"},"wa_id":"16505550101"}],
            "messages":[
              {"from":"16505550101","id":"1","timestamp":"1","type":"text","text":{"body":"a"}},
              {"from":"16505550102","id":"2","timestamp":"1","type":"text","text":{"body":"b"}},
              {"from":"16505550103","id":"3","timestamp":"1","type":"text","text":{"body":"c"}}]
            """);

        var names = WhatsAppInbound.Read(body, Payload.Received)[0].Items.Cast<InboundMessage>().Select(message => message.Sender.Name);

        Assert.Equal(["Ana", "Bruno", null], names);
    }

    [Fact]
    public void An_only_profile_of_an_only_message_lends_its_name_but_not_its_number()
    {
        var sender = SenderOf(Payload.Change("""
            "contacts":[{"profile":{"name":"Ana"},"wa_id":"915550100004"}],
            "messages":[{"from":"915550100003","id":"1","timestamp":"1","type":"text","text":{"body":"a"}}]
            """));

        Assert.Equal("Ana", sender.Name);
        Assert.Equal([new Alias("phone", "915550100003")], sender.Aliases);
    }

    [Fact]
    public void Without_a_number_the_user_id_is_the_address_and_the_username_is_shown()
    {
        var sender = SenderOf(Payload.Change("""
            "contacts":[{"profile":{"name":"Ana","username":"ana"},"user_id":"AR.1","parent_user_id":"AR.ENT.2"}],
            "messages":[{"from_user_id":"AR.1","id":"1","timestamp":"1","type":"text","text":{"body":"a"}}]
            """));

        Assert.Equal([new Alias("whatsapp_user", "AR.1"), new Alias("whatsapp_parent", "AR.ENT.2")], sender.Aliases);
        Assert.Equal(("Ana (@ana)", null, "AR.1"), (sender.Name, sender.Phone, sender.Address));
    }

    [Fact]
    public void Number_and_user_id_together_are_both_aliases_wherever_they_stand()
    {
        var sender = SenderOf(Payload.Change("""
            "contacts":[{"profile":{"name":"Ana"},"wa_id":"16505550101","user_id":"US.1"}],
            "messages":[{"from":"16505550101","id":"1","timestamp":"1","type":"text","text":{"body":"a"}}]
            """));

        Assert.Equal([new Alias("phone", "16505550101"), new Alias("whatsapp_user", "US.1")], sender.Aliases);
        Assert.Equal("+16505550101", sender.Address);
    }

    [Theory]
    [InlineData("""{"from":"16505550101","id":"1","timestamp":"1","type":"system","system":{"type":"user_changed_number","wa_id":"12195550102","body":"x"}}""",
        "phone 12195550102, phone 16505550101")]
    [InlineData("""{"from":"16505550101","id":"1","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","user_id":"US.2","body":"x"}}""",
        "phone 16505550101, whatsapp_user US.2")]
    [InlineData("""{"from_user_id":"US.1","id":"1","timestamp":"1","type":"contacts","contacts":[{"origin":"contact_request","phones":[{"phone":"+1 650 555 0101"}]}]}""",
        "phone 16505550101, whatsapp_user US.1")]
    [InlineData("""{"from_user_id":"US.1","id":"1","timestamp":"1","type":"contacts","contacts":[{"origin":"other","phones":[{"phone":"+1 650 555 0101"}]}]}""",
        "whatsapp_user US.1")]
    public void What_a_message_says_about_its_own_sender_is_an_alias_and_a_card_of_somebody_else_is_not(string message, string aliases)
    {
        var sender = SenderOf(Payload.Change($"\"messages\":[{message}]"));

        Assert.Equal(aliases, string.Join(", ", sender.Aliases.Select(alias => $"{alias.Kind} {alias.Value}")));
    }

    [Theory]
    [InlineData("+54 9 11 5555-0101", "541155550101")]
    [InlineData("5491155550101", "541155550101")]
    [InlineData("541155550101", "541155550101")]
    [InlineData("5215555550101", "525555550101")]
    [InlineData("525555550101", "525555550101")]
    [InlineData("5541955501077", "554155501077")]
    [InlineData("554155501077", "554155501077")]
    [InlineData("16505551234", "16505551234")]
    [InlineData("nadie", "")]
    public void Spellings_of_one_number_have_one_value(string spelled, string canonical) =>
        Assert.Equal(canonical, PhoneNumbers.Canonical(spelled));

    [Theory]
    [InlineData("11 5555-0101", "AR", "+541155550101")]
    [InlineData("+1 (650) 555-1234", null, "+16505551234")]
    [InlineData("011 15 5555-0101", "AR", "+5491155550101")]
    [InlineData("11 5555-0101", null, null)]
    [InlineData("12", "AR", null)]
    [InlineData("hola", "AR", null)]
    [InlineData("", "AR", null)]
    public void A_typed_number_is_read_in_its_region_or_refused(string typed, string? region, string? e164)
    {
        Assert.Equal(e164 is not null, PhoneNumbers.TryE164(typed, region, out var read));
        Assert.Equal(e164, read);
    }

    private static Sender SenderOf(byte[] body) => Assert.IsType<InboundMessage>(WhatsAppInbound.Read(body, Payload.Received)[0].Items[0]).Sender;
}
