using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Web;

public sealed class BcryptTests
{
    // Made with libxcrypt.
    [Theory]
    [InlineData("secret", "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW")]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("", "$2y$06$......................87FI0dObGWr.m5fMupAk7D6mWQ3s70W")]
    [InlineData("größe ✓", "$2b$04$abcdefghijklmnopqrstuuM.gSAvp6wVDSGiLiTR7ATEgxU5zzbXa")]
    [InlineData("hunter2", "$2b$10$N9qo8uLOickgx2ZMRZoMyerQKEVFj1vJdjpgp6AGhdEpgLcn6nAea")]
    public void The_password_of_a_hash_is_right_and_any_other_is_wrong(string password, string hash)
    {
        Assert.True(Bcrypt.Verify(hash, password));
        Assert.False(Bcrypt.Verify(hash, password + "x"));
        Assert.Null(Bcrypt.FindError(hash));
    }

    [Fact]
    public void Only_the_first_72_bytes_of_a_password_count()
    {
        const string Hash = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
        Assert.True(Bcrypt.Verify(Hash, new string('x', 100)));
        Assert.True(Bcrypt.Verify(Hash, new string('x', 72)));
        Assert.False(Bcrypt.Verify(Hash, new string('x', 71)));
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("secret", "too short")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh", "must start with '$'")]
    [InlineData("$1b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "version '1'")]
    [InlineData("$2b$03$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "cost 4 to 31")]
    [InlineData("$2b$99$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "cost 4 to 31")]
    [InlineData("$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WI!!", "not a bcrypt hash")]
    public void What_is_no_hash_has_a_reason_and_matches_nothing(string hash, string reason)
    {
        Assert.Contains(reason, Bcrypt.FindError(hash), StringComparison.Ordinal);
        Assert.False(Bcrypt.Verify(hash, "secret"));
    }
}
