using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Convos.Workers;

/// <summary>The WhatsApp channel with its guarded HTTP client.</summary>
public static class WhatsAppSetup
{
    public static IServiceCollection AddWhatsApp(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        var guard = OutboundGuard.From(configuration, isDevelopment);
        services.AddOptions<WhatsAppOptions>().Bind(configuration.GetSection("WhatsApp"));
        return services.AddSingleton<IChannel>(provider =>
            new WhatsAppChannel(
                WhatsAppChannel.Client(guard), WhatsAppChannel.FileClient(guard), provider.GetRequiredService<IOptions<WhatsAppOptions>>()));
    }
}
