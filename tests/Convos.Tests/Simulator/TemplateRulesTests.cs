using System.Text.Json;
using Convos.Web;

namespace Convos.Tests;

/// <summary>The fake refuses a template as Meta does.</summary>
public sealed class TemplateRulesTests
{
    [Theory]
    [InlineData("""{"name":"nadie","language":{"code":"es"}}""", 132001)]
    [InlineData("""{"name":"estado_pedido","language":{"code":"pt_BR"}}""", 132001)]
    [InlineData("""{"name":"encuesta_nueva","language":{"code":"es"}}""", 132001)]
    [InlineData("""{"name":"te_extranamos","language":{"code":"es"}}""", 132015)]
    [InlineData("""{"language":{"code":"es"}}""", 131008)]
    [InlineData("""{"name":"estado_pedido","language":"es"}""", 131008)]
    [InlineData("""{"name":"retomar_conversacion","language":{"code":"es"}}""", 132000)]
    [InlineData("""{"name":"retomar_conversacion","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132000)]
    [InlineData("""{"name":"retomar_conversacion","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"image","image":{"id":"1"}},{"type":"text","text":"b"}]}]}""", 132012)]
    [InlineData("""{"name":"retomar_conversacion","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a\nb"},{"type":"text","text":"b"}]}]}""", 132018)]
    [InlineData("""{"name":"recordatorio_turno","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}]}]}""", 100)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132012)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", null)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"document","document":{"id":"1","filename":"a.pdf"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132012)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"text","text":"a"}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132012)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"IMAGE","IMAGE":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132012)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}},{"type":"image","image":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132000)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 132012)]
    [InlineData("""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 131008)]
    [InlineData("""{"name":"factura_del_mes","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"document","document":{"id":"1","filename":"a.pdf"}}]},{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""", null)]
    [InlineData("""{"name":"factura_del_mes","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""", 132012)]
    [InlineData("""{"name":"factura_del_mes","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""", 132012)]
    [InlineData("""{"name":"gracias_por_tu_compra","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]}]}""", 132012)]
    [InlineData("""{"name":"cupon_aniversario","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]}]}""", 131008)]
    [InlineData("""{"name":"cupon_aniversario","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]},{"type":"button","sub_type":"copy_code","index":0,"parameters":[{"type":"coupon_code","coupon_code":"X"}]}]}""", 131009)]
    [InlineData("""{"name":"gracias_por_tu_compra","language":{"code":"es"}}""", null)]
    [InlineData("""{"name":"retomar_conversacion","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"SI"}]}]}""", null)]
    public void A_template_is_taken_or_refused_with_metas_own_code(string template, int? code)
    {
        using var sent = JsonDocument.Parse(template);

        Assert.Equal(code, TemplateRules.Refusal(sent.RootElement, FakeTemplates.All)?.Code);
    }
}
