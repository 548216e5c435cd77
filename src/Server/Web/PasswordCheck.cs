using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Server.Web;

/// <summary>Outcome of a check of name and password.</summary>
internal enum PasswordVerdict
{
    Right,
    Wrong,

    /// <summary>Too many checks wait already.</summary>
    Busy,
}

/// <summary>
/// Checks names and passwords, remembering outcomes so that not every request costs a bcrypt. What is remembered is a
/// keyed hash, no password. An unknown name takes as long as a known one, so that names cannot be found out by time.
/// </summary>
internal sealed class PasswordCheck : IDisposable
{
    private const int RememberedMax = 100;

    /// <summary>
    /// One check at a time, so that guessing takes one processor at most; these may wait for their turn.
    /// </summary>
    private const int WaitingMax = 64;

    // Belongs to no password; checked in place of the hash that an unknown name does not have.
    private const string NobodysHash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

    private readonly ConcurrentDictionary<string, bool> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private int _waiting;

    public async ValueTask<PasswordVerdict> CheckAsync(
        IReadOnlyDictionary<string, string> users,
        string name,
        string password,
        CancellationToken cancellationToken)
    {
        bool known = users.TryGetValue(name, out string? hash);
        hash ??= NobodysHash;
        string memory = Memory(name, hash, password);
        if (!_remembered.TryGetValue(memory, out bool right))
        {
            if (Interlocked.Increment(ref _waiting) > WaitingMax)
            {
                Interlocked.Decrement(ref _waiting);
                return PasswordVerdict.Busy;
            }

            try
            {
                right = await VerifyAsync(hash, password, cancellationToken) && known;
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }

            Remember(memory, right);
        }

        return right && known ? PasswordVerdict.Right : PasswordVerdict.Wrong;
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> VerifyAsync(string hash, string password, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Bcrypt.Verify(hash, password), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Remember(string memory, bool right)
    {
        if (_remembered.TryAdd(memory, right))
        {
            _order.Enqueue(memory);
            while (_order.Count > RememberedMax && _order.TryDequeue(out string? oldest))
            {
                _remembered.TryRemove(oldest, out _);
            }
        }
    }

    // Lengths stand in front, so that no two pairs of name and password read the same.
    private string Memory(string name, string hash, string password)
    {
        byte[] content = Encoding.UTF8.GetBytes($"{name.Length}:{hash.Length}:{name}{hash}{password}");
        string memory = Convert.ToBase64String(HMACSHA256.HashData(_key, content));
        CryptographicOperations.ZeroMemory(content);
        return memory;
    }
}
