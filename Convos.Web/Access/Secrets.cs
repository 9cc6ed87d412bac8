using Convos.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Convos.Web;

/// <summary>Seals channels' secrets with the installation's keys, for this purpose only.</summary>
public sealed class Secrets(IDataProtectionProvider protection) : ISecrets
{
    private readonly IDataProtector protector = protection.CreateProtector("Convos.Channels.Secrets.v1");

    public string Seal(string clear) => protector.Protect(clear);

    public string Open(string secret) => protector.Unprotect(secret);
}

/// <summary>Data Protection with its keys in the database.</summary>
public static class SecretsSetup
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Convos");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new DatabaseKeys(provider.GetRequiredService<Database>())));
        return services.AddSingleton<ISecrets, Secrets>();
    }
}
