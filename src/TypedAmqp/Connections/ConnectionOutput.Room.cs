using TypedAmqp.Publishing;

namespace TypedAmqp.Connections;

/// <content>Room for publishers. Methods are always taken: only who publishes waits.</content>
internal sealed partial class ConnectionOutput
{
    /// <summary>Publishers wait once this many octets wait for the transport.</summary>
    private const long RoomOctets = 1024 * 1024;

    private readonly Queue<PublishLine> _wantRoom = new();
    private bool _held;

    /// <summary>Whether a publisher may write now: the buffer is not over its bound, and the broker has not blocked the connection.</summary>
    public bool HasRoom => !_held && _filling.Length < RoomOctets;

    /// <summary>Makes publishers wait, or lets them go on: <c>connection.blocked</c> and <c>connection.unblocked</c>.</summary>
    public void Hold(bool held)
    {
        lock (_gate)
        {
            _held = held;
        }

        TellRoom();
    }

    /// <summary>Asks for a call of <see cref="PublishLine.OnRoom"/> when there is room.</summary>
    /// <returns>False when there is room now. On a closed connection the call never comes: its channels are closed, too.</returns>
    public bool RequestRoom(PublishLine line)
    {
        lock (_gate)
        {
            if (HasRoom)
            {
                return false;
            }

            _wantRoom.Enqueue(line);
            return true;
        }
    }

    /// <summary>
    /// Publishers fill the room one after the other, whoever waited longest first. Outside of the lock, which is taken within theirs.
    /// </summary>
    private void TellRoom()
    {
        while (NextForRoom() is PublishLine line)
        {
            line.OnRoom();
        }
    }

    private PublishLine? NextForRoom()
    {
        lock (_gate)
        {
            return HasRoom && _wantRoom.TryDequeue(out PublishLine? line) ? line : null;
        }
    }
}
