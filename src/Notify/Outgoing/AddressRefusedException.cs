namespace Tocsin.Notify.Outgoing;

/// <summary>Nothing may go to an address. Its message names the address and the rule, and holds no secret.</summary>
internal sealed class AddressRefusedException : Exception
{
    public AddressRefusedException()
    {
    }

    public AddressRefusedException(string message)
        : base(message)
    {
    }

    public AddressRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The one that another exception was thrown for, or null.</summary>
    public static AddressRefusedException? In(Exception wrong)
    {
        for (Exception? at = wrong; at is not null; at = at.InnerException)
        {
            if (at is AddressRefusedException refused)
            {
                return refused;
            }
        }

        return null;
    }
}
