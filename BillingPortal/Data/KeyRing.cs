using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace BillingPortal.Data;

/// <summary>One key of the key ring, as XML whose secret part is wrapped by the master key.</summary>
public sealed class StoredKey
{
    public int Id { get; private set; }

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }
}

public sealed class StoredKeyTable : IEntityTypeConfiguration<StoredKey>
{
    public void Configure(EntityTypeBuilder<StoredKey> key)
    {
        key.ToTable("DataProtectionKeys");
        key.Property(k => k.FriendlyName).HasMaxLength(200);
    }
}

/// <summary>The key that wraps the key ring. It lives in a file outside the database: a copy of the database alone opens nothing.</summary>
public sealed class MasterKey
{
    private const int TagSize = 16, NonceSize = 12, KeySize = 32;

    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    /// <summary>Reads the key file, 32 bytes in base64. With <paramref name="make"/> a missing one is made, readable by its owner only.</summary>
    /// <exception cref="ConfigurationProblem">The file is missing or does not hold a key.</exception>
    public static MasterKey From(string file, bool make)
    {
        if (make && !File.Exists(file)) Make(file);
        if (!File.Exists(file)) throw new ConfigurationProblem($"DataProtection:KeyFile: there is no file {file}.");

        var bytes = new byte[KeySize];
        var text = File.ReadAllText(file).Trim();
        return Convert.TryFromBase64String(text, bytes, out var size) && size == KeySize
            ? new(bytes)
            : throw new ConfigurationProblem($"DataProtection:KeyFile: {file} must hold 32 bytes in base64.");
    }

    public byte[] Wrap(byte[] plain)
    {
        var wrapped = new byte[NonceSize + TagSize + plain.Length];
        var nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, wrapped.AsSpan(NonceSize + TagSize), wrapped.AsSpan(NonceSize, TagSize));
        return wrapped;
    }

    public byte[] Unwrap(byte[] wrapped)
    {
        var plain = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(wrapped.AsSpan(0, NonceSize), wrapped.AsSpan(NonceSize + TagSize), wrapped.AsSpan(NonceSize, TagSize), plain);
        return plain;
    }

    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize)));
    }
}

public sealed class MasterKeyEncryptor(MasterKey master) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var wrapped = master.Wrap(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new(new XElement("wrappedKey", Convert.ToBase64String(wrapped)), typeof(MasterKeyDecryptor));
    }
}

/// <summary>Made by Data Protection itself, which names it in the stored key.</summary>
public sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = services.GetRequiredService<MasterKey>().Unwrap(Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
    }
}

/// <summary>Keeps the key ring in the database, so that every node reads the same.</summary>
public sealed class KeyRingStore(IDbContextFactory<BillingDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.Set<StoredKey>().AsNoTracking().OrderBy(key => key.Id).Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Add(new StoredKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

public static class KeyRingSetup
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, string keyFile, bool makeKeyFile)
    {
        services.AddSingleton(_ => MasterKey.From(keyFile, makeKeyFile)).AddSingleton<ColumnEncryption>();
        services.AddDataProtection().SetApplicationName("BillingPortal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new KeyRingStore(provider.GetRequiredService<IDbContextFactory<BillingDbContext>>());
            options.XmlEncryptor = new MasterKeyEncryptor(provider.GetRequiredService<MasterKey>());
        }));
        return services;
    }
}
