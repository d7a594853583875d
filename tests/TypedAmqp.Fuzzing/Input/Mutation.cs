namespace TypedAmqp.Fuzzing.Input;

/// <summary>Spoils octets the way that finds mistakes: at lengths, at types, at ends.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0, 1, 2, 0x7F, 0x80, 0xCE, 0xFE, 0xFF, .. "FASxtlLDTV"u8];

    /// <summary>Leaves some inputs as they are, replaces a few wholly, changes most in up to four places.</summary>
    public static byte[] Apply(byte[] octets, DeterministicRandom random)
    {
        if (random.Next(16) == 0)
        {
            return random.NextOctets(random.Next(64));
        }

        List<byte> result = [.. octets];
        for (int changes = random.Next(5); changes > 0; changes--)
        {
            ApplyOne(result, random);
        }

        return [.. result];
    }

    private static void ApplyOne(List<byte> octets, DeterministicRandom random)
    {
        int place = random.Next(octets.Count + 1);
        switch (random.Next(7))
        {
            case 0:
                octets.RemoveRange(place, octets.Count - place);
                break;
            case 1:
                octets.InsertRange(place, random.NextOctets(random.Next(8)));
                break;
            case 2:
                octets.RemoveRange(place, random.Next(Math.Min(8, octets.Count - place) + 1));
                break;
            case 3:
                octets.InsertRange(place, octets.GetRange(place, random.Next(Math.Min(32, octets.Count - place) + 1)));
                break;
            case 4 when place < octets.Count:
                octets[place] = random.Pick(Telling);
                break;
            case 5 when place < octets.Count:
                octets[place] ^= (byte)(1 << random.Next(8));
                break;
            case 6 when place + 4 <= octets.Count:
                // A length of 32 bits that is far too large, or slightly off.
                octets[place] = random.Pick(Telling);
                octets[place + 3] += (byte)(random.Next(5) - 2);
                break;
        }
    }
}
