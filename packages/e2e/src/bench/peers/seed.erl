%% Makes the bench's accounts and rosters in a running ejabberd. Each line of the file is a name, a subscription and
%% the names of contacts, with tabs between them and commas between the contacts.
-module(seed).
-export([main/1]).

main([Host, Password, Path]) ->
    Tables = [passwd, roster],
    %% In memory and without an index a million entries take seconds, otherwise half a minute.
    [{atomic, ok} = mnesia:change_table_copy_type(Table, node(), ram_copies) || Table <- Tables],
    Indexes = lists:usort(mnesia:table_info(roster, index)),
    [{atomic, ok} = mnesia:del_table_index(roster, Index) || Index <- Indexes],
    {ok, Text} = file:read_file(Path),
    Lines = binary:split(Text, <<"\n">>, [global, trim]),
    mnesia:ets(fun() -> [person(Line, list_to_binary(Host), list_to_binary(Password)) || Line <- Lines] end),
    [{atomic, ok} = mnesia:add_table_index(roster, Index) || Index <- Indexes],
    io:format("the bench's people are there~n").

person(Line, Host, Password) ->
    [User, Subscription, Contacts] = binary:split(Line, <<"\t">>, [global]),
    Us = {User, Host},
    mnesia:write({passwd, Us, Password}),
    [contact(Us, {Contact, Host, <<>>}, binary_to_existing_atom(Subscription))
     || Contact <- binary:split(Contacts, <<",">>, [global, trim_all])].

contact({User, Host} = Us, Jid, Subscription) ->
    mnesia:write({roster, {User, Host, Jid}, Us, Jid, <<>>, Subscription, none, [], <<>>, []}).
