using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BillingPortal.Data;

/// <summary>
/// Encrypts single text columns at rest with the key ring, which is itself wrapped by a master key outside the database.
/// Encrypted columns cannot be searched or sorted: the same text never encrypts to the same bytes twice.
/// </summary>
public sealed class ColumnEncryption(IDataProtectionProvider provider)
{
    private const string Mark = "BillingPortal:Encrypted";

    private readonly Lazy<IDataProtector> protector = new(() => provider.CreateProtector("BillingPortal.Columns.v1"));

    public string Encrypt(string text) => protector.Value.Protect(text);

    public string Decrypt(string text) => protector.Value.Unprotect(text);

    internal static void Apply(IMutableModel model, ColumnEncryption? encryption)
    {
        foreach (var property in model.GetEntityTypes().SelectMany(Properties).Where(property => property.FindAnnotation(Mark) is not null))
            property.SetValueConverter(new EncryptedText(encryption));
    }

    internal static void Require(IMutableProperty property) => property.SetAnnotation(Mark, true);

    private static IEnumerable<IMutableProperty> Properties(IMutableTypeBase type) =>
        type.GetProperties().Concat(type.GetComplexProperties().SelectMany(complex => Properties(complex.ComplexType)));

    private sealed class EncryptedText(ColumnEncryption? encryption) : ValueConverter<string, string>(
        text => Needed(encryption).Encrypt(text),
        text => Needed(encryption).Decrypt(text))
    {
        private static ColumnEncryption Needed(ColumnEncryption? encryption) =>
            encryption ?? throw new InvalidOperationException("This context was made without a key ring and cannot read encrypted columns.");
    }
}

public static class EncryptedColumns
{
    /// <summary>Keeps this text encrypted at rest. Give the column room: the cipher text is longer than the text.</summary>
    public static PropertyBuilder<string> IsEncrypted(this PropertyBuilder<string> property)
    {
        ColumnEncryption.Require(property.Metadata);
        return property.IsUnicode(false);
    }

    /// <inheritdoc cref="IsEncrypted(PropertyBuilder{string})"/>
    public static ComplexTypePropertyBuilder<string> IsEncrypted(this ComplexTypePropertyBuilder<string> property)
    {
        ColumnEncryption.Require(property.Metadata);
        return property.IsUnicode(false);
    }
}

/// <summary>EF caches one model a context type; ours also depends on the key ring, so that several applications in one process each keep their own.</summary>
public sealed class ModelPerKeyRing : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), (context as BillingDbContext)?.Encryption, designTime);
}
