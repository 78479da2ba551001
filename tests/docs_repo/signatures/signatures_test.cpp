#include "docs_repo/signatures/signing_key.hpp"
#include "docs_repo/signatures/ssh_signature.hpp"
#include "tests/docs_repo/store/support.hpp"

namespace provost::docs_repo::testing {

namespace {

constexpr SealingCost cheap{1, 8192};

std::string secret_of(const KeyPair& pair) {
  const auto bytes = pair.secret_key.bytes();
  return {bytes.begin(), bytes.end()};
}

using std::chrono::milliseconds;

}  // namespace

TEST(SigningKey, OpensOnlyWithItsSecret) {
  const auto pair = generate_key_pair();
  const auto sealed = seal(pair, "correct horse", cheap);
  EXPECT_EQ(sealed.public_key, pair.public_key);
  const auto opened = unseal(sealed, "correct horse");
  ASSERT_TRUE(opened);
  EXPECT_EQ(secret_of(*opened), secret_of(pair));
  EXPECT_EQ(opened->public_key, pair.public_key);
  EXPECT_FALSE(unseal(sealed, "correct horse "));
  EXPECT_FALSE(unseal(sealed, ""));
}

TEST(SigningKey, NoTwoSealsAreAlike) {
  const auto pair = generate_key_pair();
  EXPECT_NE(seal(pair, "secret", cheap).sealed, seal(pair, "secret", cheap).sealed);
  EXPECT_NE(generate_key_pair().public_key, pair.public_key);
  EXPECT_EQ(seal(pair, "secret", cheap).sealed.find(secret_of(pair).substr(0, 32)), std::string::npos);
}

TEST(SigningKey, AChangedByteAnywhereDoesNotOpen) {
  const auto pair = generate_key_pair();
  const auto sealed = seal(pair, "secret", cheap);
  for (std::size_t at = 0; at < sealed.sealed.size(); ++at) {
    // The upper bytes of the cost would only make the test slow.
    if (at >= 1 && at < 13) continue;
    auto changed = sealed;
    changed.sealed[at] = static_cast<char>(changed.sealed[at] ^ 4);
    try {
      EXPECT_FALSE(unseal(changed, "secret")) << at;
    } catch (const std::invalid_argument&) {
      EXPECT_EQ(at, 0U);
    }
  }
  auto exchanged = sealed;
  exchanged.public_key = generate_key_pair().public_key;
  EXPECT_FALSE(unseal(exchanged, "secret"));
}

TEST(SigningKey, RefusesWhatIsNoSealedKey) {
  const auto pair = generate_key_pair();
  auto sealed = seal(pair, "secret", cheap);
  EXPECT_THROW(unseal({pair.public_key, ""}, "secret"), std::invalid_argument);
  EXPECT_THROW(unseal({pair.public_key, sealed.sealed + "x"}, "secret"), std::invalid_argument);
  EXPECT_THROW(unseal({"short", sealed.sealed}, "secret"), std::invalid_argument);
  sealed.sealed[5] = '\x7f';
  EXPECT_THROW(unseal(sealed, "secret"), std::invalid_argument);
  EXPECT_THROW(seal(pair, "secret", {0, 8192}), std::invalid_argument);
  EXPECT_THROW(seal(pair, "secret", {1, 100}), std::invalid_argument);
}

TEST(SshSignature, IsRefusedForAnyChangedByte) {
  const auto pair = generate_key_pair();
  const std::string payload = "tree 1234\n\nApprove\n";
  const auto armored = SshCommitSigner(pair).sign(payload);
  ASSERT_TRUE(verify_ssh_signature(armored, payload, pair.public_key));
  EXPECT_TRUE(verify_ssh_signature(armored.substr(0, armored.size() - 1), payload, pair.public_key));
  for (std::size_t at = 0; at < armored.size(); ++at) {
    for (const int flip : {1, 32}) {
      auto changed = armored;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      EXPECT_FALSE(verify_ssh_signature(changed, payload, pair.public_key)) << at;
    }
  }
  for (std::size_t at = 0; at < payload.size(); ++at) {
    auto changed = payload;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(verify_ssh_signature(armored, changed, pair.public_key)) << at;
  }
  EXPECT_FALSE(verify_ssh_signature(armored, payload + "\n", pair.public_key));
  EXPECT_FALSE(verify_ssh_signature(armored + "\n", payload, pair.public_key));
  EXPECT_FALSE(verify_ssh_signature(" " + armored, payload, pair.public_key));
  EXPECT_FALSE(verify_ssh_signature(armored, payload, generate_key_pair().public_key));
  EXPECT_FALSE(verify_ssh_signature(armored, payload, ""));
  EXPECT_FALSE(verify_ssh_signature("", payload, pair.public_key));
  EXPECT_FALSE(verify_ssh_signature(std::string(1 << 20, 'A'), payload, pair.public_key));
}

TEST(SshSignature, SshKeygenAcceptsItAndOnlyIt) {
  const TemporaryFolder folder;
  const auto pair = generate_key_pair();
  write_file(folder.path() / "payload", "Approve\n");
  write_file(folder.path() / "signature", SshCommitSigner(pair).sign("Approve\n"));
  write_file(folder.path() / "signers", allowed_signers_text({{"ada@example.org", pair.public_key, {}, {}}}));
  const auto verify = "cd '" + folder.path().string() +
                      "' && ssh-keygen -Y verify -f signers -I ada@example.org -n git -s signature < payload";
  const auto good = run(verify);
  EXPECT_EQ(good.exit_code, 0) << good.output;
  write_file(folder.path() / "payload", "Approved\n");
  EXPECT_NE(run(verify).exit_code, 0);
}

TEST(SshSignature, AcceptsWhatSshKeygenSigned) {
  const TemporaryFolder folder;
  const auto in_folder = "cd '" + folder.path().string() + "' && ";
  write_file(folder.path() / "payload", "Approve\n");
  ASSERT_EQ(
      run(in_folder + "ssh-keygen -q -t ed25519 -N '' -f key && ssh-keygen -Y sign -f key -n git payload").exit_code,
      0);
  // The public key is the last 32 bytes of the base64 text.
  const auto raw = run(in_folder + "cut -d' ' -f2 key.pub | base64 -d | tail -c 32");
  ASSERT_EQ(raw.output.size(), 32U);
  EXPECT_TRUE(verify_ssh_signature(read_file(folder.path() / "payload.sig"), "Approve\n", raw.output));
  EXPECT_TRUE(read_file(folder.path() / "key.pub").starts_with(authorized_key_text(raw.output) + " "));
  // A signature made for another purpose does not count as an approval.
  ASSERT_EQ(run(in_folder + "rm payload.sig && ssh-keygen -Y sign -f key -n file payload").exit_code, 0);
  EXPECT_FALSE(verify_ssh_signature(read_file(folder.path() / "payload.sig"), "Approve\n", raw.output));
}

TEST(AllowedSigners, WritesTheTimesAKeyCounts) {
  const std::string key(32, '\1');
  const AllowedSigner signer{"ada@example.org", key, Instant{milliseconds{1700000000001}},
                             Instant{milliseconds{1700000000001}}};
  EXPECT_EQ(allowed_signers_text({signer}),
            "ada@example.org "
            "namespaces=\"git,provost-statement\",valid-after=\"20231114221320Z\",valid-before=\"20231114221321Z\" " +
                authorized_key_text(key) + "\n");
  EXPECT_THROW(authorized_key_text("short"), std::invalid_argument);
}

TEST(AllowedSigners, AnAddressCannotBecomeAPatternOrALine) {
  const std::string key(32, '\1');
  for (const auto* email :
       {"*", "a b@example.org", "a,b@example.org", "!a", "a?", "x\ny ssh-ed25519 A", "", "#a", "\"a"}) {
    const auto text = allowed_signers_text({{email, key, {}, {}}});
    EXPECT_TRUE(text.starts_with("# ")) << text;
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
  }
}

class SignedCommitTest : public RepositoryTest {
 protected:
  Outcome verify(const std::string& commit, const std::vector<AllowedSigner>& signers) {
    write_file(folder_.path() / "signers", allowed_signers_text(signers));
    return git(path_, "-c gpg.format=ssh -c gpg.ssh.allowedSignersFile='" + (folder_.path() / "signers").string() +
                          "' verify-commit " + commit);
  }
};

TEST_F(SignedCommitTest, GitVerifiesIt) {
  const auto pair = generate_key_pair();
  const SshCommitSigner signer(pair);
  const auto commit = commit_files(published(), {{"a.md", "a"}}, &signer);
  const auto outcome = verify(commit.hex, {{ada.email, pair.public_key, ada.when, ada.when}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("Good \"git\" signature for ada@example.org"), std::string::npos) << outcome.output;
  repository().move_reference(published_reference, commit);
  expect_clean_for_git();
}

TEST_F(SignedCommitTest, GitRefusesAnotherKeyATimeOutsideAndAChangedCommit) {
  const auto pair = generate_key_pair();
  const SshCommitSigner signer(pair);
  const auto commit = commit_files(published(), {{"a.md", "a"}}, &signer);
  EXPECT_NE(verify(commit.hex, {{ada.email, generate_key_pair().public_key, {}, {}}}).exit_code, 0);
  EXPECT_NE(verify(commit.hex, {{ada.email, pair.public_key, ada.when + std::chrono::hours{1}, {}}}).exit_code, 0);
  EXPECT_NE(verify(commit.hex, {{ada.email, pair.public_key, {}, ada.when - std::chrono::hours{1}}}).exit_code, 0);
  const auto forged = git(path_, "cat-file commit " + commit.hex + " | sed 's/Change some/Change none/' | git -C '" +
                                     path_.string() + "' hash-object -t commit -w --stdin");
  ASSERT_EQ(forged.exit_code, 0) << forged.output;
  EXPECT_NE(verify(forged.output.substr(0, 40), {{ada.email, pair.public_key, {}, {}}}).exit_code, 0);
}

TEST_F(SignedCommitTest, ItsDetailsVerify) {
  const auto pair = generate_key_pair();
  const SshCommitSigner signer(pair);
  const auto details = repository().commit_details(commit_files(published(), {{"a.md", "a"}}, &signer));
  EXPECT_TRUE(verify_ssh_signature(details.signature, details.signed_payload, pair.public_key));
  EXPECT_TRUE(details.signed_payload.ends_with("\n\nChange some files\n"));
}

}  // namespace provost::docs_repo::testing
