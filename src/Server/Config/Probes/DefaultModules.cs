namespace Tocsin.Server.Config.Probes;

/// <summary>The modules that hold where no file is given.</summary>
internal static class DefaultModules
{
    // Source: blackbox_exporter, the names of blackbox.yml that comes with it, and what each of them does; tls_connect,
    // imap_starttls and smtp_starttls are from its examples.
    public const string Text = """
        modules:
          http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}
          http_post_2xx: {prober: http, http: {method: POST}}
          tcp_connect: {prober: tcp}
          tls_connect: {prober: tcp, timeout: 5s, tcp: {tls: true}}
          icmp: {prober: icmp}
          icmp_ttl5: {prober: icmp, timeout: 5s, icmp: {ttl: 5}}
          grpc: {prober: grpc, grpc: {tls: true, preferred_ip_protocol: ip4}}
          grpc_plain: {prober: grpc, grpc: {service: service1}}
          pop3s_banner:
            prober: tcp
            tcp: {tls: true, query_response: [{expect: '^+OK'}]}
          ssh_banner:
            prober: tcp
            tcp: {query_response: [{expect: '^SSH-2.0-'}, {send: SSH-2.0-blackbox-ssh-check}]}
          ssh_banner_extract:
            prober: tcp
            timeout: 5s
            tcp:
              query_response:
              - expect: '^SSH-2.0-([^ -]+)(?: (.*))?$'
                labels: [{name: ssh_version, value: '${1}'}, {name: ssh_comments, value: '${2}'}]
          irc_banner:
            prober: tcp
            tcp:
              query_response:
              - send: NICK prober
              - send: 'USER prober prober prober :prober'
              - {expect: 'PING :([^ ]+)', send: 'PONG ${1}'}
              - expect: '^:[^ ]+ 001'
          imap_starttls:
            prober: tcp
            timeout: 5s
            tcp:
              query_response:
              - expect: OK.*STARTTLS
              - send: . STARTTLS
              - expect: OK
              - starttls: true
              - send: . capability
              - expect: CAPABILITY IMAP4rev1
          smtp_starttls:
            prober: tcp
            timeout: 5s
            tcp:
              query_response:
              - expect: '^220 ([^ ]+) ESMTP (.+)$'
              - send: "EHLO prober\r"
              - expect: ^250-STARTTLS
              - send: "STARTTLS\r"
              - expect: ^220
              - starttls: true
              - send: "EHLO prober\r"
              - expect: ^250-AUTH
              - send: "QUIT\r"
        """;
}
