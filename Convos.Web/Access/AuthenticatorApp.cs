using System.Text;
using OtpNet;
using QRCoder;

namespace Convos.Web;

/// <summary>What an authenticator app and we know: a secret, and the six digits that it makes of every thirty seconds.</summary>
public static class AuthenticatorApp
{
    /// <summary>A telephone's clock may be thirty seconds off, either way.</summary>
    private static readonly VerificationWindow Nearby = new(previous: 1, future: 1);

    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20));

    /// <summary>The step whose code this is. Null: none that is near.</summary>
    public static long? Step(string secret, string code, DateTime now)
    {
        var digits = string.Concat(code.Where(sign => !char.IsWhiteSpace(sign)));
        return new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(now, digits, out var step, Nearby) ? step : null;
    }

    /// <summary>The secret as a picture to point a camera at, in the only form of drawing that our policy lets a page bring along.</summary>
    public static string Qr(string secret, string email)
    {
        var address = new OtpUri(OtpType.Totp, secret, email, "Convos").ToString();
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var drawing = new SvgQRCode(data);
        var svg = drawing.GetGraphic(4, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";
    }

    /// <summary>For whoever types it: in fours.</summary>
    public static string Spaced(string secret) => string.Join(' ', secret.Chunk(4).Select(four => new string(four)));
}
