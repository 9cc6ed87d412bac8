using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Workers;

/// <summary>Which way mails go: the installer's server; else, in Development, a folder; else nowhere.</summary>
public static class MailSetup
{
    /// <param name="folder">Where they land in Development; null elsewhere.</param>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration, string? folder)
    {
        var options = MailOptions.Read(configuration);
        return services.AddSingleton<IMailer>(provider => (options, folder) switch
        {
            ({ } server, _) => new SmtpMailer(server, provider.GetRequiredService<TimeProvider>()),
            (null, { } here) => new FolderMailer(here, provider.GetRequiredService<TimeProvider>()),
            _ => new NoMailer(),
        });
    }
}
